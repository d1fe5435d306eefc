"""What may be written to a log of an event: never a personal value."""

import dataclasses
import logging
from decimal import Decimal
from uuid import UUID

from events.context import current_correlation
from events.contract import EventMetadata
from events.payloads import personal_fields

_LOGGABLE = (str, int, bool, Decimal, UUID)
# A log record has these already, and refuses a second one.
_TAKEN = frozenset({*vars(logging.makeLogRecord({})), "message", "asctime"})


def log_fields(event: object, metadata: EventMetadata) -> dict[str, object]:
    """The plain values of an event that are about no person, and its ids, for `extra=`.

    A field that is called like one of the record's own goes by `event_name`.
    """
    personal = personal_fields(type(event))
    values = {
        field.name: getattr(event, field.name)
        for field in dataclasses.fields(event)  # type: ignore[arg-type]  # an event is a dataclass
        if field.name not in personal
    }
    shown = {
        f"event_{name}" if name in _TAKEN else name: str(value)
        for name, value in values.items()
        if isinstance(value, _LOGGABLE)
    }
    return {"event": metadata.signal, "event_id": str(metadata.event_id), **shown}


class CorrelationFilter(logging.Filter):
    """Gives every log record the id of the work that it belongs to, as `correlation_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        correlation_id = current_correlation()
        record.correlation_id = str(correlation_id) if correlation_id else "-"
        return True
