"""The events of the measurement."""

from dataclasses import dataclass

from events.api import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPosted:
    """A parcel that takes its three receivers no time.

    Published: by the benchmark.
    """

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPosted:
    """A letter whose receiver waits for another machine, as for a mail server.

    Published: by the benchmark.
    """

    number: int


parcel_posted = EventSignal(ParcelPosted)
letter_posted = EventSignal(LetterPosted)
