"""Orders come in while web servers, workers, broker and database die: nothing is lost.

`make chaos` runs it for longer; CHAOS_SECONDS and CHAOS_SEED say how long, and with what luck.
"""

import os
import re
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from events.models import OPEN, Delivery
from events.testing import let_time_pass
from notifications.models import Message
from orders.models import Order
from orders.services import expire_orders
from tests.chaos.customers import PASSWORD, SHELF, Customer, Visit
from tests.chaos.mischief import Mischief
from tests.chaos.shop import Shop
from tests.engines.processes import eventually
from tests.invariants import truths
from tests.orders.shop import put_on_shelf

SECONDS = float(os.environ.get("CHAOS_SECONDS", 8))
SEED = int(os.environ.get("CHAOS_SEED", 1859))
BROKER_URL = os.environ.get("TEST_BROKER_URL", "")
ACCOUNTS = ("ann@example.com", "bob@example.com", "", "")  # two customers are guests


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ["worker", pytest.param("celery", marks=pytest.mark.broker)])
def test_whatever_dies_nothing_is_lost(engine: str, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")
    if engine == "celery" and not BROKER_URL:
        pytest.skip("needs RabbitMQ: set TEST_BROKER_URL")
    fill_the_shop()
    with Shop(engine, BROKER_URL, tmp_path) as shop:
        customers = [
            Customer(number, shop.ports, account, SEED) for number, account in enumerate(ACCOUNTS)
        ]
        mischief = Mischief(shop, SEED)
        for customer in customers:
            customer.start()
        mischief.make(seconds=SECONDS)
        for customer in customers:
            customer.go_home()
        for customer in customers:
            customer.join()
        settle(shop)
        mails = ids_of_mails(shop.mail)
    visits = [visit for customer in customers for visit in customer.visits]
    tell(mischief.done, visits, mails)

    truths.always()
    truths.when_settled()
    every_form_made_one_order_at_most(visits)
    every_mail_went_out_under_its_own_id(mails)
    assert Order.objects.exclude(paid_at=None).exists(), "nothing was sold"


def fill_the_shop() -> None:
    """Three products, of which one will sell out; two customers, and somebody of the staff."""
    for slug, pieces in zip(SHELF, (1000, 1000, 15), strict=True):
        put_on_shelf(slug.upper(), name=slug.title(), price="19.99", pieces=pieces)
    for email in filter(None, ACCOUNTS):
        User.objects.create_user(email, PASSWORD)
    User.objects.create_user("sam@example.com", is_staff=True)


def settle(shop: Shop) -> None:
    """Let time pass, with everybody at work, until nothing is left to be done."""
    shop.processes.restart_killed()
    shop.processes.wait_until_ready()

    def some_time_later() -> None:
        let_time_pass(timedelta(seconds=61))
        now = timezone.now()
        expire_orders(now=now + timedelta(minutes=16))
        time.sleep(0.5)

    def settled() -> bool:
        waiting = Delivery.objects.filter(status__in=OPEN).exists()
        return not waiting and not Order.objects.filter(status="pending").exists()

    eventually(settled, meanwhile=some_time_later)


def ids_of_mails(folder: Path) -> Counter[str]:
    """How often an e-mail with each Message-ID was sent; a file may hold several."""
    sent = "".join(file.read_text() for file in folder.iterdir())
    return Counter(re.findall(r"^Message-ID: <(.+)@", sent, re.MULTILINE))


def every_form_made_one_order_at_most(visits: list[Visit]) -> None:
    """And the order that a customer saw is there, as it was seen."""
    for visit in visits:
        orders = list(Order.objects.filter(name=visit.name))
        assert len(orders) <= 1
        if visit.order_id:
            assert [str(order.id) for order in orders] == [visit.order_id]
        if visit.status in ("completed", "cancelled"):
            # A customer whose question for a cancellation was not answered saw no more.
            assert orders[0].status in (visit.status, "cancelled")


def every_mail_went_out_under_its_own_id(mails: Counter[str]) -> None:
    """Whoever got one twice can see that it is the same."""
    written = {
        str(pk) for pk in Message.objects.filter(wants_email=True).values_list("pk", flat=True)
    }
    assert mails.keys() == written


def tell(done: list[str], visits: list[Visit], mails: Counter[str]) -> None:
    """What happened, for whoever looks on (`make chaos`) or has to find out why it failed."""
    outcomes = Counter(Order.objects.values_list("status", flat=True))
    repeated = sum(mails.values()) - len(mails)
    sys.stdout.write(
        f"\nSeed {SEED}: {len(done)} mishaps, {len(visits)} visits, orders: {dict(outcomes)}, "
        f"{len(mails)} e-mails, {repeated} of them twice.\n" + "\n".join(done) + "\n"
    )
