"""Time-ordered ids: UUID version 7 from `uuid_utils`, and the bound of a moment."""

from datetime import datetime
from uuid import UUID


def lowest_id(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment: the primary key is an index on time."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=max(milliseconds, 0) << 80)
