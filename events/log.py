"""Log and store events and errors without personal data.

Exceptions of other libraries can quote personal data: a mail server quotes the address,
PostgreSQL the row. Only their class and stack frames are stored, and the reason that a database or
the operating system gives.
"""

import dataclasses
import logging
import traceback
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import Error, OperationalError

from events.context import current
from events.payload import personal_fields
from events.types import (
    EventError,
    EventMetadata,
    PermanentFailure,
    Refused,
    RetryAfter,
    TemporaryFailure,
)

_OWN_ERRORS = (EventError, PermanentFailure, Refused, RetryAfter, TemporaryFailure)
_LOGGABLE = (str, int, bool, Decimal, UUID)
# Names that a log record already has.
_RESERVED = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})


def log_fields(event: Any, metadata: EventMetadata) -> dict[str, Any]:
    """Return the event's ids and plain values, without personal data, for `extra=`.

    A field whose name is taken by the log record is prefixed with `event_`.
    """
    fields: dict[str, Any] = {"event": metadata.signal, "event_id": str(metadata.event_id)}
    personal = personal_fields(type(event))  # type: ignore[arg-type]  # classes are hashable
    for field in dataclasses.fields(event):
        value = getattr(event, field.name)
        if field.name not in personal and isinstance(value, _LOGGABLE):
            name = f"event_{field.name}" if field.name in _RESERVED else field.name
            # A Decimal becomes text, because a float would lose digits.
            fields[name] = str(value) if isinstance(value, Decimal | UUID) else value
    return fields


def error_summary(error: BaseException) -> str:
    """Return the class of an exception, and its message if it is one of ours."""
    name = type(error).__name__
    message = str(error) if isinstance(error, _OWN_ERRORS) else _reason(error)
    return f"{name}: {message}" if message else name


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError):  # smtplib's own have none
        return ": ".join(str(part) for part in (error.strerror, error.filename) if part)
    return _database_reason(error)


def _database_reason(error: BaseException) -> str:
    """Return why a database failed: its name of the error, or why there is no connection."""
    cause = error.__cause__
    if not isinstance(error, Error) or cause is None:
        return ""
    # PostgreSQL gave no code, so no server answered, and the message quotes no row.
    if isinstance(error, OperationalError) and getattr(cause, "sqlstate", "") is None:
        return " ".join(str(cause).split())
    return getattr(cause, "sqlite_errorname", type(cause).__name__)


def error_text(error: BaseException) -> str:
    """Return the stack frames and the summary of an exception, without other messages."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{frames}{error_summary(error)}"


class CorrelationFilter(logging.Filter):
    """Add `correlation_id` and `request_id` to every log record.

    A worker logs the id of the request that published the event.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        record.correlation_id = str(current().correlation_id or "-")
        record.request_id = current().request_id or "-"
        return True
