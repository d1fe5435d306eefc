"""Helpers for tests: deliver without a worker, and assert what was published."""

from datetime import timedelta

from django.db.models import F

from events.delivery.claim import claim, claimable
from events.delivery.deliver import run
from events.models import Delivery, StoredEvent
from events.registry import registry
from events.types import EventError


class ReceiverFailed(AssertionError):
    """A durable receiver failed in a test that did not expect it."""


def deliver_all(*, failures: bool = False, limit: int = 1000) -> int:
    """Deliver everything that is due, until nothing is; return the number of attempts.

    Raise ReceiverFailed from the receiver's exception, unless `failures` are expected.
    """
    count = 0
    while (first := claimable().first()) is not None:
        for lease in claim(delivery_id=first.pk):
            if count == limit:
                raise AssertionError(f"More than {limit} deliveries: do events cause each other?")
            count += 1
            error = run(lease)
            if error is not None and not failures:
                raise ReceiverFailed(f"{first.receiver} failed for {first.signal}.") from error
    return count


def let_time_pass(duration: timedelta) -> None:
    """Make every open delivery due sooner, as if the duration had passed."""
    Delivery.objects.open().update(
        due_at=F("due_at") - duration, enqueued_at=F("enqueued_at") - duration
    )


def assert_published[E](event_type: type[E], *, times: int | None = None) -> list[E]:
    """Assert that events of a type were stored, and return them in order.

    Without `times` at least one is expected.
    """
    signal = next((s for s in registry.signals.values() if s.event_type is event_type), None)
    if signal is None:
        raise EventError(f"No signal carries {event_type!r}: pass the class of an event.")
    stored = StoredEvent.objects.filter(signal=signal.name).order_by("pk")
    events: list[E] = [signal.decode(row.payload, version=row.version) for row in stored]
    if not events if times is None else len(events) != times:
        expected = "at least one" if times is None else times
        raise AssertionError(f"Expected {expected} {event_type.__name__}, found {len(events)}.")
    return events
