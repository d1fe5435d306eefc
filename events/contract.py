"""The words that senders and receivers share: kinds of delivery, meta data, refusals."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Protocol
from uuid import UUID


class Kind(StrEnum):
    """When a receiver runs, and what its failure means to the sender."""

    IN_TRANSACTION = "in_transaction"
    AFTER_COMMIT = "after_commit"
    DURABLE = "durable"


IN_TRANSACTION = Kind.IN_TRANSACTION
AFTER_COMMIT = Kind.AFTER_COMMIT
DURABLE = Kind.DURABLE


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Marks a payload field that is about a person: never logged, masked for strangers."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Where pydantic asks what a mark adds to the field's JSON Schema."""
        return {**handler(schema), "x-personal": True}


# A type alias of the `type` statement would hide the mark from get_type_hints().
Personal = Annotated[str, PersonalData()]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMetadata:
    """What is known of an event besides its payload.

    `attempt` counts from 1; it rises only where a durable delivery is repeated.
    `causation` is the id of the event whose receiver published this one, if any.
    """

    event_id: UUID
    signal: str
    occurred_at: datetime
    correlation_id: UUID
    causation_id: UUID | None
    attempt: int = 1


class Receiver[E](Protocol):
    """A module-level function that hears an event: `def f(*, event, meta, **kwargs)`.

    It may leave out `meta`, since `**kwargs` takes what it does not use.
    """

    def __call__(self, *, event: E, metadata: EventMetadata, **kwargs: object) -> None: ...


class Refused(Exception):
    """A receiver in the transaction says no, and the whole operation is rolled back.

    A signal's module declares the subclasses that its receivers may raise; `reason` is one
    sentence in the user's words. Catch it outside the operation: caught inside, the operation
    raises it again when it ends.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EventError(Exception):
    """A mistake in the use of the kernel; the message names the fix."""


class NoUnitOfWork(EventError):
    """An event was published while no operation was open."""


class Undeliverable(EventError):
    """A payload that could not be read back as it was written; nothing is committed."""


class TooDeep(EventError):
    """A chain of events that caused one another went over the limit."""


class LeaseLost(EventError):
    """Another worker has taken over the delivery; what this one did is rolled back."""
