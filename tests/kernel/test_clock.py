"""The clock: once a minute for all processes, and no second tick for who is busy with one."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from events import DURABLE
from events.clock import tick
from events.delivering import deliver
from events.models import Delivery, StoredEvent
from events.receivers import prune_ticks
from events.signals import minute_passed
from events.testing import deliver_all
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import notebook
from tests.kernel.services import light
from tests.kernel.signals import lamp_lit
from tests.kernel.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_hears_the_clock")]

NOON = datetime(2026, 7, 1, 12, 0, 31, 415, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_tick_carries_the_minute_that_has_begun() -> None:
    assert tick(NOON)
    entry = StoredEvent.objects.get()
    event = minute_passed.read(entry.payload, version=entry.version)
    assert event.minute == datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert entry.signal == "events.minute_passed"


def test_a_minute_passes_once_and_the_next_one_too() -> None:
    assert tick(NOON)
    assert not tick(NOON + timedelta(seconds=20))
    assert tick(NOON + MINUTE)
    assert StoredEvent.objects.count() == 2


def test_without_a_time_it_is_now() -> None:
    before = timezone.now()
    assert tick()
    entry = StoredEvent.objects.get()
    event = minute_passed.read(entry.payload, version=1)
    assert before - MINUTE < event.minute <= timezone.now()


@pytest.mark.django_db(transaction=True)
def test_of_many_processes_one_keeps_the_clock(connect: Connect) -> None:
    connect(minute_passed, receivers.write_down, DURABLE, atomic=False, attempts=1)
    for minute in range(3):
        results = at_once(*[partial(tick, NOON + minute * MINUTE)] * 4)
        assert sorted(results) == [False, False, False, True]
        deliver_all()
    assert StoredEvent.objects.count() == 3
    assert len(notebook) == 3


def test_a_tick_that_was_rolled_back_leaves_the_minute_to_another() -> None:
    def fail() -> None:
        with transaction.atomic():
            assert tick(NOON)
            raise DatabaseError("the power went")

    with pytest.raises(DatabaseError, match="power"):
        fail()
    assert tick(NOON)


def test_who_is_still_busy_with_a_minute_gets_no_second(connect: Connect) -> None:
    connect(minute_passed, receivers.write_down, DURABLE, atomic=False, attempts=1)
    connect(minute_passed, receivers.whistle, DURABLE, atomic=False, attempts=1)
    tick(NOON)
    Delivery.objects.filter(receiver="kernel.write_down").update(status="running")
    Delivery.objects.filter(receiver="kernel.whistle").update(status="done")
    tick(NOON + MINUTE)
    second = StoredEvent.objects.latest("id")
    assert list(second.deliveries.values_list("receiver", flat=True)) == ["kernel.whistle"]

    Delivery.objects.update(status="failed")
    tick(NOON + 2 * MINUTE)
    assert StoredEvent.objects.latest("id").deliveries.count() == 2


def test_other_events_are_delivered_however_busy_their_receivers_are(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down, DURABLE)
    light("First")
    light("Second")
    assert deliver_all() == 2


def test_ticks_are_forgotten_after_an_hour(connect: Connect) -> None:
    now = timezone.now()

    def tick_of(minutes_ago: int) -> StoredEvent:
        tick(now - minutes_ago * MINUTE)
        entry = StoredEvent.objects.latest("id")
        StoredEvent.objects.filter(pk=entry.pk).update(occurred_at=now - minutes_ago * MINUTE)
        return entry

    connect(minute_passed, receivers.write_down, DURABLE, atomic=False, attempts=1)
    light("Not a Tick")
    old, recent = tick_of(62), tick_of(58)
    deliver_all()
    busy = tick_of(63)

    connect(minute_passed, prune_ticks, DURABLE, atomic=False, attempts=1)
    tick(now)
    assert deliver(Delivery.objects.get(receiver="events.prune_ticks").pk)
    kept = set(StoredEvent.objects.filter(signal="events.minute_passed"))
    assert old not in kept
    assert {recent, busy} < kept
    assert len(kept) == 3
    assert StoredEvent.objects.filter(signal="kernel.lamp_lit").exists()
