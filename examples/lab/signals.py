"""The event of the lab, which the highest rung of the ladder publishes."""

from dataclasses import dataclass
from uuid import UUID

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelOrdered:
    """A parcel was ordered on the highest rung of the ladder.

    Published: by the rung "durable", once for each trouble that is tried.
    Not published: by the other rungs, which do not use the kernel.
    May be refused by: no receiver.
    """

    case_id: UUID


parcel_ordered = EventSignal(ParcelOrdered)
