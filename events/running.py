"""The one place where a receiver is run: timed, counted, and told who caused it.

`call` is the seam for whoever wants to stand between the kernel and a receiver (fault
injection, tracing): replace it with a function of the same signature.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.dispatch import Signal
from django.utils import timezone

from events.context import Cause, caused_by
from events.contract import EventMetadata
from events.registry import Subscription

# An INSERT that passes over what is there, as Django (`ignore_conflicts`) and `events.rows` put it.
_UNLESS_THERE = ("INSERT OR IGNORE ", " ON CONFLICT DO NOTHING")


@dataclass(slots=True)
class Run:
    """One run of one receiver; `statements` and `left_out` are counted in the demo only.

    `left_out` are the INSERTs that wrote nothing, since what they would have written was there
    already: where an effect is unique by event, this is the guard against doing it twice.
    """

    receiver: str
    started_at: datetime
    status: str = "running"
    duration_ms: float = 0.0
    statements: int | None = None
    left_out: int | None = None
    error: str = ""

    def as_outcome(self) -> dict[str, Any]:
        """The run as it is kept in the journal."""
        return {
            "receiver": self.receiver,
            "started_at": self.started_at.isoformat(),
            "status": self.status,
            "duration_ms": round(self.duration_ms, 3),
            "statements": self.statements,
            "left_out": self.left_out,
            "error": self.error,
        }


def call(
    subscription: Subscription, *, event: object, metadata: EventMetadata, **named: object
) -> None:
    """Run the receiver itself; `named` holds Django's own `signal` and `sender`."""
    subscription.function(event=event, metadata=metadata, **named)


def tell(
    channel: Signal, event: object, metadata: EventMetadata, cause: Cause, runs: list[Run]
) -> None:
    """Send an event by Django's own `send`; each receiver leaves its run in `runs`."""
    Signal.send(channel, sender=type(event), event=event, metadata=metadata, cause=cause, runs=runs)


def relay(subscription: Subscription) -> Callable[..., None]:
    """The function that Django's signal holds for this receiver.

    It keeps a `Run` in the list that the sender passes along, also where the receiver raises.
    """

    def run_receiver(
        *, event: object, metadata: EventMetadata, cause: Cause, runs: list[Run], **named: object
    ) -> None:
        run = Run(receiver=subscription.receiver, started_at=timezone.now())
        runs.append(run)
        with (
            caused_by(
                replace(cause, receiver=run.receiver), correlation_id=metadata.correlation_id
            ),
            timed(run),
        ):
            call(subscription, event=event, metadata=metadata, **named)

    return run_receiver


@contextmanager
def timed(run: Run) -> Iterator[None]:
    """Fill in how long the run took, what it asked of the database and how it ended."""
    started = perf_counter()
    try:
        with _counted(run):
            yield
    except BaseException:
        run.status, run.error = "failed", traceback.format_exc()
        raise
    else:
        run.status = "done"
    finally:
        run.duration_ms = (perf_counter() - started) * 1000


@contextmanager
def _counted(run: Run) -> Iterator[None]:
    if not settings.DEMO:
        yield
        return
    run.statements = run.left_out = 0

    def count(execute: Callable[..., Any], sql: Any, *args: Any) -> Any:
        run.statements = (run.statements or 0) + 1
        result = execute(sql, *args)
        *_, context = args
        if any(words in str(sql) for words in _UNLESS_THERE) and not context["cursor"].rowcount:
            run.left_out = (run.left_out or 0) + 1
        return result

    with connection.execute_wrapper(count):
        yield
