"""Conditions that an operator should look at. Each is a query that any process can run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, F, Max, Min
from django.db.models.functions import Now
from django.utils import timezone

from events.delivery.claim import claimable
from events.models import ClockState, Delivery, StoredEvent, lowest_id
from events.registry import registry

LATE = timedelta(minutes=5)
_CLOCK_STOPPED = timedelta(minutes=3)
_QUIET = timedelta(days=30)
_LATEST = 20  # events of a signal, within that time
# Five attempts take about two minutes.
_MANY_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Alarm:
    """A condition that needs attention; `name` is its heading in the operations manual."""

    name: str
    message: str


def alarms(*, late: timedelta = LATE) -> list[Alarm]:
    """Return all current alarms, the most urgent first; `late` is the allowed delay."""
    return [*_late(late), *_stopped_clock(), *_failed(), *_failing(), *mismatches()]


def mismatches() -> Iterator[Alarm]:
    """Yield where the stored rows and the connected receivers do not fit together."""
    yield from _unknown_receivers()
    yield from _unknown_signals()
    yield from _quiet_receivers()


def oldest_due_age() -> timedelta | None:
    """Return how long the oldest due delivery has been due by the database's clock, or None."""
    age: timedelta | None = claimable().order_by().aggregate(age=Now() - Min("due_at"))["age"]
    return age


def _late(allowed: timedelta) -> Iterator[Alarm]:
    ages = claimable().order_by("queue").values_list("queue").annotate(age=Now() - Min("due_at"))
    for queue, age in ages:
        if age > allowed:
            yield Alarm("late", f"a delivery of the queue {queue} has been due for {_seconds(age)}")


def _stopped_clock() -> Iterator[Alarm]:
    age = ClockState.objects.values_list(Now() - F("last_minute"), flat=True).first()
    if age is None:
        yield Alarm("clock", "no worker has ever published a minute")
    elif age > _CLOCK_STOPPED:
        yield Alarm("clock", f"the last minute was published {_seconds(age)} ago")
    elif age < -_CLOCK_STOPPED:
        yield Alarm("clock", f"the last minute that was published is {_seconds(-age)} ahead")


def _failed() -> Iterator[Alarm]:
    rows = Delivery.objects.failed().order_by("receiver").values_list("receiver")
    for receiver, count in rows.annotate(n=Count("pk")):
        yield Alarm("failed", f"{_deliveries(count)} to {receiver} failed for good")


def _failing() -> Iterator[Alarm]:
    rows = Delivery.objects.open().filter(attempts__gte=_MANY_ATTEMPTS)
    by_receiver = rows.order_by("receiver").values_list("receiver")
    for receiver, count, attempts in by_receiver.annotate(n=Count("pk"), most=Max("attempts")):
        failed = f"{_deliveries(count)} to {receiver} failed"
        yield Alarm("failing", f"{failed} {'up to ' * (count > 1)}{attempts} times")


def _deliveries(count: int) -> str:
    return f"{count} {'delivery' if count == 1 else 'deliveries'}"


def _unknown_receivers() -> Iterator[Alarm]:
    pairs = Delivery.objects.open().values_list("signal", "receiver").distinct()
    for signal, receiver in pairs.order_by("signal", "receiver"):
        if registry.find(signal, receiver) is None:
            message = f"{receiver} of {signal} is not connected, and deliveries wait for it"
            yield Alarm("unknown receiver", message)


def _unknown_signals() -> Iterator[Alarm]:
    # Each name is found by the index; DISTINCT would read all rows.
    rows, name = StoredEvent.objects.order_by("signal").values_list("signal", flat=True), ""
    while (name := rows.filter(signal__gt=name).first() or "") != "":
        if name not in registry.signals:
            yield Alarm("unknown signal", f"{name} is in the event log and not declared any more")


def _quiet_receivers() -> Iterator[Alarm]:
    since = lowest_id(timezone.now() - _QUIET)
    if not StoredEvent.objects.filter(pk__lt=since).exists():
        return  # the event log is younger
    recent = StoredEvent.objects.filter(pk__gte=since).order_by("-pk").values_list("pk", flat=True)
    signals = {subscription.signal for subscription in registry.durable()}
    latest_of = {name: list(recent.filter(signal=name)[:_LATEST]) for name in signals}
    for subscription in registry.durable():
        latest = latest_of[subscription.signal]
        received = Delivery.objects.filter(event__in=latest, receiver__in=subscription.names)
        if latest and not received.exists():
            events = f"the latest {len(latest)} {subscription.signal}"
            yield Alarm("quiet receiver", f"{subscription.receiver} received none of {events}")


def _seconds(age: timedelta) -> str:
    return f"{age.total_seconds():.0f} s"
