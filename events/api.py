"""The public API: everything that an app needs to publish events and to receive them."""

from events.question import Question
from events.signal import EventSignal
from events.types import (
    AFTER_COMMIT,
    DURABLE,
    IN_TRANSACTION,
    EventMetadata,
    PermanentFailure,
    Personal,
    Refused,
    RetryAfter,
    TemporaryFailure,
)
from events.unit_of_work import unit_of_work

__all__ = [
    "AFTER_COMMIT",
    "DURABLE",
    "IN_TRANSACTION",
    "EventMetadata",
    "EventSignal",
    "PermanentFailure",
    "Personal",
    "Question",
    "Refused",
    "RetryAfter",
    "TemporaryFailure",
    "unit_of_work",
]
