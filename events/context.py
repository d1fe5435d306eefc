"""What the current work belongs to: correlation, request, actor and cause.

It is a context variable, so that every thread and every asyncio task has its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from events.types import ChainTooDeep

MAX_DEPTH = 16


@dataclass(frozen=True, slots=True)
class Cause:
    """The event whose receiver is running, and the names of the signals that led to it."""

    event_id: UUID
    depth: int
    chain: tuple[str, ...]
    receiver: str = ""

    @classmethod
    def of(cls, event_id: UUID, signal: str, *, by: "Cause | None") -> "Cause":
        """Return the cause that an event's receivers pass on. Raise ChainTooDeep at the limit."""
        depth, chain = (by.depth + 1, (*by.chain, signal)) if by else (0, (signal,))
        if depth > MAX_DEPTH:
            raise ChainTooDeep(f"Events cause one another without end: {' → '.join(chain)}.")
        return cls(event_id=event_id, depth=depth, chain=chain)


@dataclass(frozen=True, slots=True)
class Context:
    """The ids of the current work; `request_id` and `actor_id` are empty if there is none.

    `actor` may be a function, so that a request's user is only read when an event is published.
    `cause` is None in a view or a command.
    """

    correlation_id: UUID | None = None
    request_id: str = ""
    actor: str | Callable[[], str] = ""
    cause: Cause | None = None

    @property
    def actor_id(self) -> str:
        """The id of the user on whose behalf the work is done."""
        return self.actor() if callable(self.actor) else self.actor


_NOTHING = Context()
_current: ContextVar[Context] = ContextVar("events_context", default=_NOTHING)


def current() -> Context:
    """Return the context of the current work."""
    return _current.get()


@contextmanager
def bind(
    *,
    correlation_id: UUID | None = None,
    request_id: str | None = None,
    actor: str | Callable[[], str] | None = None,
    cause: Cause | None = None,
) -> Iterator[None]:
    """Set the given ids for the block; None keeps the current value."""
    given = {
        "correlation_id": correlation_id,
        "request_id": request_id,
        "actor": actor,
        "cause": cause,
    }
    changes: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    token = _current.set(replace(current(), **changes))
    try:
        yield
    finally:
        _current.reset(token)
