"""The ids that belong to the current work: correlation, request, actor and cause.

They are context variables, so that every thread and every asyncio task has its own.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from dataclasses import dataclass
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
        if by is None:
            return cls(event_id=event_id, depth=0, chain=(signal,))
        chain = (*by.chain, signal)
        if by.depth >= MAX_DEPTH:
            raise ChainTooDeep(f"Events cause one another without end: {' → '.join(chain)}.")
        return cls(event_id=event_id, depth=by.depth + 1, chain=chain)


_correlation_id: ContextVar[UUID | None] = ContextVar("events_correlation_id", default=None)
_request_id: ContextVar[str] = ContextVar("events_request_id", default="")
_actor: ContextVar[str | Callable[[], str]] = ContextVar("events_actor", default="")
_cause: ContextVar[Cause | None] = ContextVar("events_cause", default=None)


def current_correlation_id() -> UUID | None:
    """Return the correlation id of the current work."""
    return _correlation_id.get()


def current_request_id() -> str:
    """Return the id of the request that started the current work, or an empty string."""
    return _request_id.get()


def current_actor() -> str:
    """Return the id of the user on whose behalf the current work is done, or an empty string."""
    actor = _actor.get()
    return actor() if callable(actor) else actor


def current_cause() -> Cause | None:
    """Return the event whose receiver is running, or None in a view or a command."""
    return _cause.get()


@contextmanager
def bind(
    *,
    correlation_id: UUID | None = None,
    request_id: str | None = None,
    actor: str | Callable[[], str] | None = None,
    cause: Cause | None = None,
) -> Iterator[None]:
    """Set the given ids for the block; None keeps the current value.

    `actor` may be a function, so that a request's user is only read when an event is published.
    """
    values: list[tuple[ContextVar[Any], Any]] = [
        (_correlation_id, correlation_id),
        (_request_id, request_id),
        (_actor, actor),
        (_cause, cause),
    ]
    tokens: list[tuple[ContextVar[Any], Token[Any]]] = [
        (variable, variable.set(value)) for variable, value in values if value is not None
    ]
    try:
        yield
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)
