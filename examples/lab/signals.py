"""What the lab announces: on the top rung of the ladder, to itself."""

from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOrdered:
    """Somebody has ordered a parcel on the ladder's top rung.

    Published: by the rung "durable", once for each fault that is tried.
    Not published: by the other rungs, which tell in their own ways.
    """

    case_id: UUID


parcel_ordered = EventSignal(ParcelOrdered)
