"""Any number of workers: each delivery is run by one of them, and counts once."""

import threading
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from events import DURABLE
from events.delivering import deliver
from events.leases import Lease, claim
from events.models import Delivery
from events.testing import let_time_pass
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.deliveries import MINUTE, guilds
from tests.kernel.receivers import Meeting
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit
from tests.kernel.threads import InBackground, at_once

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


def test_of_many_workers_on_one_row_one_gets_it(connect: Connect) -> None:
    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    for street in ("North", "East", "South"):
        light(street)
        ready = threading.Barrier(WORKERS)

        def claim_together(ready: threading.Barrier = ready) -> Lease | None:
            ready.wait(timeout=10)
            return claim()

        leases = at_once(*[claim_together] * WORKERS)
        assert len([lease for lease in leases if lease]) == 1
        assert Delivery.objects.filter(status="running", attempts=1).count() == 1
        Delivery.objects.update(status="done")


def test_many_workers_share_many_rows_and_run_each_once(connect: Connect) -> None:
    def work() -> int:
        count = 0
        while deliver():
            count += 1
        return count

    connect(lamp_lit, receivers.found_a_guild, DURABLE)
    for number in range(24):
        light(f"Street {number}")
    at_once(*[work] * WORKERS)
    while deliver():  # on PostgreSQL a worker ends when all that is left is being claimed
        pass
    assert Delivery.objects.filter(status="done", attempts=1).count() == 24
    assert guilds() == 24


@pytest.mark.parametrize(
    "atomic", [pytest.param(True, marks=pytest.mark.postgres), False], ids=["atomic", "not atomic"]
)
def test_a_slow_worker_is_overtaken(
    connect: Connect, atomic: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """On SQLite an atomic receiver cannot be overtaken while it runs: it is the one writer."""
    connect(lamp_lit, receivers.meet_and_found_a_guild, DURABLE, atomic=atomic)
    light("Overtaking Lane")
    meeting = receivers.meetings["slow"] = Meeting()
    with InBackground(deliver):
        assert meeting.arrived.wait(timeout=10)
        let_time_pass(MINUTE)
        assert deliver()
        meeting.go_on.set()
    row = Delivery.objects.get()
    assert (row.status, row.attempts) == ("done", 2)
    assert [failure["outcome"] for failure in row.failures] == ["died"]
    assert guilds() == (1 if atomic else 2)
    assert "was late: another worker has taken over" in caplog.text


@pytest.mark.postgres
def test_a_row_that_is_being_claimed_is_skipped_and_not_waited_for(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("First")
    light("Second")
    first = Delivery.objects.earliest("id")

    def hold_it(held: threading.Event, enough: threading.Event) -> None:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM events_delivery WHERE id = %s FOR UPDATE", [first.pk])
            held.set()
            enough.wait(timeout=10)
            cursor.execute("ROLLBACK")

    held, enough = threading.Event(), threading.Event()
    with InBackground(partial(hold_it, held, enough)):
        assert held.wait(timeout=10)
        lease = claim()
        assert claim() is None
        enough.set()
    assert lease is not None
    assert lease.delivery != first


def test_what_two_operations_write_at_once_does_not_mix(connect: Connect) -> None:
    connect(lamp_lit, receivers.found_a_guild)
    at_once(*[partial(light, f"Street {number}") for number in range(WORKERS)])
    assert guilds() == WORKERS
    assert Group.objects.filter(name__startswith="Keepers").count() == WORKERS
