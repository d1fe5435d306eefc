"""What became of one event at each receiver, from the three places where that is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.conf import conf
from events.explorer.tracebacks import NEVER_RAN, raised_line, without_personal_data
from events.models import Delivery, Status, StoredEvent
from events.registry import registry
from events.types import DeliveryMode

# Receivers after the commit run at once; what has left no trace by then never ran.
_LOST_AFTER = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """An attempt before the last: one that ended badly, or that was done before a replay."""

    number: int
    started_at: datetime | None
    duration_ms: float | None
    statements: int | None
    outcome: str
    error: str

    @property
    def error_line(self) -> str:
        """What was raised, without the traceback."""
        return raised_line(self.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverRun:
    """What became of one event at one receiver; `duration_ms` is that of its last attempt.

    `error` and those of `failures` are only the exception's class unless personal data may be
    seen: an exception may say anything.
    """

    name: str
    delivery: DeliveryMode
    status: str
    attempts: int
    started_at: datetime | None
    finished_at: datetime | None
    duration_ms: float | None
    statements: int | None
    error: str
    delivery_id: int | None = None
    due_at: datetime | None = None
    failures: tuple[Attempt, ...] = ()
    known: bool = True

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def function(self) -> str:
        return self.name.partition(".")[2]

    @property
    def error_line(self) -> str:
        """What was raised, without the traceback."""
        return raised_line(self.error)


def in_transaction_run(outcome: Mapping[str, Any], *, personal: bool) -> ReceiverRun:
    """A run as it is kept with the event, or with the refusal of it."""
    started_at = datetime.fromisoformat(outcome["started_at"])
    return ReceiverRun(
        name=outcome["receiver"],
        delivery=DeliveryMode.IN_TRANSACTION,
        status=outcome["status"],
        attempts=1,
        started_at=started_at,
        finished_at=started_at + timedelta(milliseconds=outcome["duration_ms"]),
        duration_ms=outcome["duration_ms"],
        statements=outcome["statements"],
        error=_error(outcome["error"], personal=personal),
    )


def unrecorded_runs(stored: StoredEvent, deliveries: list[Delivery]) -> list[ReceiverRun]:
    """Receivers after the commit that have left no trace: on their way, or lost.

    Only the demo records every run; elsewhere no trace means that nothing went wrong, or
    that the process died, and nobody can tell which.
    """
    if not conf.trace:
        return []
    recorded = {delivery.receiver for delivery in deliveries}
    late = timezone.now() - stored.occurred_at > _LOST_AFTER
    return [
        ReceiverRun(
            name=receiver,
            delivery=DeliveryMode.AFTER_COMMIT,
            status=Status.LOST if late else Status.PENDING,
            attempts=0,
            started_at=None,
            finished_at=None,
            duration_ms=None,
            statements=None,
            error=NEVER_RAN if late else "",
        )
        for receiver in stored.after_commit
        if receiver not in recorded
    ]


def delivered_run(delivery: Delivery, *, personal: bool) -> ReceiverRun:
    """A delivery as it stands, with the attempts before its last."""
    return ReceiverRun(
        name=delivery.receiver,
        delivery=DeliveryMode(delivery.mode),
        status=delivery.status,
        attempts=delivery.attempts,
        started_at=delivery.started_at,
        finished_at=delivery.finished_at,
        duration_ms=delivery.duration_ms,
        statements=delivery.statements,
        error=_error(delivery.last_error, personal=personal),
        delivery_id=delivery.pk,
        due_at=delivery.due_at,
        failures=tuple(_attempt(kept, personal=personal) for kept in delivery.failures),
        known=registry.find(delivery.signal, delivery.receiver) is not None,
    )


def _attempt(kept: Mapping[str, Any], *, personal: bool) -> Attempt:
    return Attempt(
        number=kept["attempt"],
        started_at=datetime.fromisoformat(kept["started_at"]) if kept["started_at"] else None,
        duration_ms=kept["duration_ms"],
        statements=kept.get("statements"),
        outcome=kept["outcome"],
        error=_error(kept["error"], personal=personal),
    )


def _error(text: str, *, personal: bool) -> str:
    return text if personal else without_personal_data(text)
