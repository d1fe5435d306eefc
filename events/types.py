"""The types that senders and receivers share: delivery modes, metadata, exceptions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Protocol
from uuid import UUID


class DeliveryMode(StrEnum):
    """When and where a receiver runs."""

    IN_TRANSACTION = "in_transaction"
    AFTER_COMMIT = "after_commit"
    DURABLE = "durable"


IN_TRANSACTION = DeliveryMode.IN_TRANSACTION
AFTER_COMMIT = DeliveryMode.AFTER_COMMIT
DURABLE = DeliveryMode.DURABLE


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Mark a payload field as personal: it is never logged, and masked without a permission."""

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        """Add the mark to the field's JSON Schema."""
        return {**handler(schema), "x-personal": True}


# Not a `type` statement: get_type_hints() does not look through such an alias.
Personal = Annotated[str, PersonalData()]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMetadata:
    """Describe an event beyond its payload.

    `attempt` counts from 1 and rises when a durable delivery is retried. `causation_id` is the
    id of the event whose receiver published this one. `actor` is the id of the user on whose
    behalf the work is done, or empty.
    """

    event_id: UUID
    signal: str
    occurred_at: datetime
    correlation_id: UUID
    causation_id: UUID | None = None
    request_id: str = ""
    actor: str = ""
    attempt: int = 1


class Receiver[E](Protocol):
    """A function that receives an event; `**kwargs` takes what it does not use."""

    def __call__(self, *, event: E, metadata: EventMetadata, **kwargs: object) -> None: ...


class Refused(Exception):
    """Refuse a unit of work: everything is rolled back and a `Refusal` is stored.

    Raise the subclass declared next to the signal, from an IN_TRANSACTION receiver or from the
    service itself. `reason` is one sentence for the user. Catch it outside the unit of work.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class EventError(Exception):
    """A mistake in the use of this package; the message names the fix."""


class NoUnitOfWork(EventError):
    """An event was published outside a unit of work."""


class InvalidPayload(EventError):
    """A payload cannot be stored, or a stored payload cannot be read."""


class ChainTooDeep(EventError):
    """Events caused one another more often than the limit allows."""


class LeaseLost(EventError):
    """The lease of a delivery expired and another worker claimed it."""


class RetryAfter(Exception):
    """Ask for the next attempt of a durable delivery after `delay`, instead of the backoff.

    `reason` is stored and logged; it must not contain personal data.
    """

    def __init__(self, delay: timedelta, reason: str = "") -> None:
        if not isinstance(delay, timedelta):
            raise EventError("RetryAfter takes a timedelta, such as timedelta(minutes=5).")
        super().__init__(reason or f"Retry after {delay}.")
        self.delay = delay


class TemporaryFailure(Exception):
    """Fail an attempt of a durable delivery, which is retried as after any other exception.

    Its message is stored and logged; it must not contain personal data.
    """


class PermanentFailure(Exception):
    """Mark a durable delivery as failed without another attempt.

    Its message is stored and logged; it must not contain personal data.
    """
