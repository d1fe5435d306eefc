"""What somebody should look at: each alarm is one line, and has its own part in the manual.

They are questions to the database, so any process can ask, and nothing has to be collected.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max
from django.utils import timezone

from events.contract import DURABLE
from events.models import OPEN, Delivery, Status, StoredEvent
from events.selectors import failed_deliveries, oldest_due_age, without_receiver
from events.signals import minute_passed

LATE = timedelta(minutes=5)
CLOCK_STOPPED = timedelta(minutes=3)
# Five tries take about two minutes: what fails so often is no accident.
STUBBORN_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is not as it should be: `name` is its heading in docs/operations.md."""

    name: str
    says: str

    def __str__(self) -> str:
        return f"{self.name}: {self.says}"


@dataclass(frozen=True, slots=True)
class Backlog:
    """Durable deliveries that are still to be made: those that wait, those that run."""

    waiting: int
    running: int


def backlog() -> Backlog:
    """How much there is to do; a number to draw, not to raise an alarm on."""
    open_ones = Delivery.objects.filter(kind=DURABLE, status__in=OPEN)
    counts = dict(open_ones.order_by().values_list("status").annotate(n=Count("pk")))
    return Backlog(counts.get(Status.PENDING, 0), counts.get(Status.RUNNING, 0))


def alarms(*, late: timedelta = LATE) -> list[Alarm]:
    """All that hold now, the most urgent first; `late` is how long a due delivery may wait."""
    return [*_late(late), *_stopped_clock(), *_failed(), *_failing(), *_without_receiver()]


def _late(patience: timedelta) -> Iterator[Alarm]:
    age = oldest_due_age()
    if age is not None and age > patience:
        yield Alarm("late", f"a delivery has been due for {_seconds(age)}")


def _stopped_clock() -> Iterator[Alarm]:
    ticks = StoredEvent.objects.filter(signal=minute_passed.name)
    last = ticks.order_by("-id").values_list("occurred_at", flat=True).first()
    if last is None:
        yield Alarm("clock", "it has never struck")
    elif (age := timezone.now() - last) > CLOCK_STOPPED:
        yield Alarm("clock", f"it struck {_seconds(age)} ago")


def _failed() -> Iterator[Alarm]:
    by_receiver = failed_deliveries().select_related(None).order_by("receiver")
    for receiver, count in by_receiver.values_list("receiver").annotate(n=Count("pk")):
        yield Alarm("failed", f"{count} of {receiver} were given up")


def _failing() -> Iterator[Alarm]:
    stubborn = Delivery.objects.filter(
        kind=DURABLE, status__in=OPEN, attempts__gte=STUBBORN_ATTEMPTS
    )
    by_receiver = stubborn.order_by("receiver").values_list("receiver")
    for receiver, count, attempts in by_receiver.annotate(n=Count("pk"), most=Max("attempts")):
        yield Alarm(
            "failing", f"{count} of {receiver} do not succeed, in up to {attempts} attempts"
        )


def _without_receiver() -> Iterator[Alarm]:
    for signal, receiver in without_receiver():
        yield Alarm("no receiver", f"{receiver} is to hear {signal}, and is not installed here")


def _seconds(age: timedelta) -> str:
    return f"{age.total_seconds():.0f} s"
