"""What is delivered in the tests of the engines."""

from dataclasses import dataclass

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPosted:
    """A parcel is on its way.

    Published: by the tests.
    """

    parcel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSorted:
    """A parcel has been looked at by a receiver.

    Published: by a receiver of the tests.
    """

    parcel: str


parcel_posted = EventSignal(ParcelPosted)
parcel_sorted = EventSignal(ParcelSorted)
