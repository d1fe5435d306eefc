"""A worker freezes inside an award while the customer redeems points: everything settles."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from events.models import Delivery
from events.testing import deliver_all, let_time_pass
from tests.accounts.factories import UserFactory
from tests.engines.processes import database_url
from tests.loyalty.factories import AccountFactory, balance, ledger
from tests.orders import shop
from tests.orders.pages.visitor import Shopper
from tests.processes import environment

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres, pytest.mark.slow]

IDLE_SECONDS = 3  # instead of 20, to be quick
LEASE = timedelta(seconds=61)


@contextmanager
def frozen_worker() -> Iterator[None]:
    """Start a worker, and wait until it is stopped inside the award."""
    variables = environment(
        DJANGO_SETTINGS_MODULE="tests.settings",
        DATABASE_URL=database_url(),
        DATABASE_IDLE_TIMEOUT=str(IDLE_SECONDS),
    )
    with subprocess.Popen([sys.executable, "-m", "tests.loyalty.frozen"], env=variables) as worker:
        _, status = os.waitpid(worker.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "the worker ended without an award"
        try:
            yield
        finally:
            os.kill(worker.pid, signal.SIGCONT)


def test_frozen_award_delays_a_redemption_until_it_is_ended() -> None:
    customer = UserFactory.create()
    AccountFactory.create(customer=customer, balance=500)
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.00")
    shop.buy({"TEAPOT": 1}, customer_id=customer.pk)
    visitor = Shopper()
    visitor.client.force_login(customer)
    visitor.choose("TEAPOT", 1)
    form = visitor.open_checkout()

    with frozen_worker():
        began, statuses = time.monotonic(), [0]
        while statuses[-1] != 303 and time.monotonic() < began + 10 * IDLE_SECONDS:
            statuses.append(visitor.submit(form, redeem="redeem-500").status_code)

    assert set(statuses[1:-1]) <= {503}
    assert statuses[-1] == 303
    let_time_pass(LEASE)
    deliver_all()
    assert not Delivery.objects.exclude(status="done").exists()
    awards, redemptions = [("award", 15), ("award", 20)], [("redemption", -500)]
    assert sorted(ledger(customer.pk)) == [*awards, ("grant", 500), *redemptions]
    assert balance(customer.pk) == 35
