"""The event whose promises are measured one by one."""

from dataclasses import dataclass

from events.api import EventSignal, Refused


class SampleRefused(Refused):
    """A receiver refused the sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTaken:
    """A sample was stored.

    Published: in the transaction that inserts it.
    May be refused by: a receiver that the benchmark connects.
    """

    number: int


sample_taken = EventSignal(SampleTaken)
