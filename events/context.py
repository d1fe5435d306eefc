"""What is known, at any point of the code, of the work it is part of.

The values live in context variables, so that every thread, and every task of asyncio, has
its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Cause:
    """The event whose receiver is running, and the names of the events that led to it.

    `chain` begins in this process; `before` is the event that caused its first one, where
    that came from another: the journal knows how it went until then.
    """

    event_id: UUID
    depth: int
    chain: tuple[str, ...]
    before: UUID | None = None
    receiver: str = ""


_correlation: ContextVar[UUID | None] = ContextVar("events_correlation", default=None)
_origin: ContextVar[str] = ContextVar("events_origin", default="")
_cause: ContextVar[Cause | None] = ContextVar("events_cause", default=None)


def current_correlation() -> UUID | None:
    """The correlation id of the work that is going on, for log lines and new operations."""
    return _correlation.get()


def current_origin() -> str:
    """What began this work: the id of a request, by the hand of whoever answers it; or empty.

    It is kept with every event, and so it reaches the log lines of workers, too.
    """
    return _origin.get()


def current_cause() -> Cause | None:
    """The event whose receiver is running now; none in a view or a command."""
    return _cause.get()


@contextmanager
def correlated(correlation_id: UUID | None) -> Iterator[None]:
    """Let everything inside belong to this correlation id; `None` keeps the current one."""
    if correlation_id is None:
        yield
        return
    token = _correlation.set(correlation_id)
    try:
        yield
    finally:
        _correlation.reset(token)


@contextmanager
def begun_by(origin: str) -> Iterator[None]:
    """Let everything inside, and all that follows from it, be begun by this."""
    token = _origin.set(origin)
    try:
        yield
    finally:
        _origin.reset(token)


@contextmanager
def caused_by(cause: Cause, *, correlation_id: UUID) -> Iterator[None]:
    """Let every event published inside name this one as its cause."""
    token, other = _cause.set(cause), _correlation.set(correlation_id)
    try:
        yield
    finally:
        _correlation.reset(other)
        _cause.reset(token)
