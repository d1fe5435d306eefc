"""The runs of an event's receivers, from the event itself and from its deliveries."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.conf import conf
from events.models import Delivery, Status, StoredEvent
from events.registry import registry
from events.types import DeliveryMode

# AFTER_COMMIT receivers run at once. If one has no record after this time, its process died.
_LOST_AFTER = timedelta(seconds=10)
_LOST = "The process ended before the receiver ran."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt before the last: a failure, or a success before a replay."""

    number: int
    started_at: datetime | None
    duration_ms: float | None
    outcome: str
    error: str

    @property
    def error_line(self) -> str:
        return raised_line(self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRun:
    """One event at one receiver; `duration_ms` and `statements` describe the last attempt."""

    name: str
    delivery: DeliveryMode
    status: str
    attempts: int = 0
    started_at: datetime | None = None
    duration_ms: float | None = None
    statements: int | None = None
    error: str = ""
    due_at: datetime | None = None
    failures: tuple[Attempt, ...] = ()
    is_connected: bool = True

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def function(self) -> str:
        return self.name.partition(".")[2]

    @property
    def error_line(self) -> str:
        return raised_line(self.error)


def raised_line(error: str) -> str:
    """Return the line of a stored error that names the exception, without the stack frames."""
    lines = error.removeprefix("Traceback (most recent call last):\n").splitlines()
    return next((line for line in lines if line[:1].strip()), "")


def in_transaction_runs(records: list[Mapping[str, Any]], *, frames: bool) -> Iterator[ReceiverRun]:
    """Yield the runs that are stored with an event or a refusal; `frames` includes the stack."""
    for record in records:
        yield ReceiverRun(
            name=record["receiver"],
            delivery=DeliveryMode.IN_TRANSACTION,
            status=record["status"],
            attempts=1,
            started_at=datetime.fromisoformat(record["started_at"]),
            duration_ms=record["duration_ms"],
            statements=record["statements"],
            error=_error(record["error"], frames=frames),
        )


def unrecorded_runs(stored: StoredEvent, deliveries: list[Delivery]) -> Iterator[ReceiverRun]:
    """Yield the AFTER_COMMIT receivers without a record: still to run, or lost.

    Successful runs are only recorded with `EVENTS_TRACE`, so without it nothing is known.
    """
    if not conf.trace:
        return
    is_lost = timezone.now() - stored.occurred_at > _LOST_AFTER
    recorded = {delivery.receiver for delivery in deliveries}
    for receiver in stored.after_commit:
        if receiver not in recorded:
            yield ReceiverRun(
                name=receiver,
                delivery=DeliveryMode.AFTER_COMMIT,
                status=Status.LOST if is_lost else Status.PENDING,
                error=_LOST if is_lost else "",
            )


def delivery_run(delivery: Delivery, *, frames: bool) -> ReceiverRun:
    """Return a delivery with its earlier attempts."""
    return ReceiverRun(
        name=delivery.receiver,
        delivery=DeliveryMode(delivery.mode),
        status=delivery.status,
        attempts=delivery.attempts,
        started_at=delivery.started_at,
        duration_ms=delivery.duration_ms,
        statements=delivery.statements,
        error=_error(delivery.last_error, frames=frames),
        due_at=delivery.due_at,
        failures=tuple(_attempt(failure, frames=frames) for failure in delivery.failures),
        is_connected=registry.find(delivery.signal, delivery.receiver) is not None,
    )


def _attempt(failure: Mapping[str, Any], *, frames: bool) -> Attempt:
    started_at = failure["started_at"]
    return Attempt(
        number=failure["attempt"],
        started_at=datetime.fromisoformat(started_at) if started_at else None,
        duration_ms=failure["duration_ms"],
        outcome=failure["outcome"],
        error=_error(failure["error"], frames=frames),
    )


def _error(text: str, *, frames: bool) -> str:
    return text if frames else raised_line(text)
