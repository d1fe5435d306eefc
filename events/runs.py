"""Record how one run of a receiver went: duration, statements, outcome."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
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
            **asdict(self),
            "started_at": self.started_at.isoformat(),
            "duration_ms": round(self.duration_ms, 3),
        }

    def count_statement(self, execute: Callable[..., Any], *args: Any) -> Any:
        self.statements = (self.statements or 0) + 1
        return execute(*args)


@contextmanager
def recorded(run: ReceiverRun) -> Iterator[None]:
    """Record the duration, the number of statements and the outcome of a run."""
    if conf.trace:
        run.statements = 0
    started = perf_counter()
    try:
        with connection.execute_wrapper(run.count_statement) if conf.trace else nullcontext():
            yield
        run.status = "done"
    except BaseException as error:
        run.status, run.error = "failed", error_text(error)
        raise
    finally:
        run.duration_ms = (perf_counter() - started) * 1000
