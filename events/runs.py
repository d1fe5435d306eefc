"""Record how one run of a receiver went: duration, statements, outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from time import perf_counter
from typing import Any

from django.db import connection

from events.conf import conf
from events.log import error_text


@dataclass(slots=True)
class ReceiverRun:
    """One run of one receiver; `statements` is counted with `EVENTS_TRACE` only."""

    receiver: str
    started_at: datetime
    status: str = "running"
    duration_ms: float = 0.0
    statements: int | None = None
    error: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the run as it is stored with an event or a refusal."""
        return {
            "receiver": self.receiver,
            "started_at": self.started_at.isoformat(),
            "status": self.status,
            "duration_ms": round(self.duration_ms, 3),
            "statements": self.statements,
            "error": self.error,
        }


@contextmanager
def recorded(run: ReceiverRun) -> Iterator[None]:
    """Record the duration, the number of statements and the outcome of a run."""
    started = perf_counter()
    try:
        with _counted(run):
            yield
    except BaseException as error:
        run.status, run.error = "failed", error_text(error)
        raise
    else:
        run.status = "done"
    finally:
        run.duration_ms = (perf_counter() - started) * 1000


@contextmanager
def _counted(run: ReceiverRun) -> Iterator[None]:
    if not conf.trace:
        yield
        return
    run.statements = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        run.statements = (run.statements or 0) + 1
        return execute(*args)

    with connection.execute_wrapper(count):
        yield
