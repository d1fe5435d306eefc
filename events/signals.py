"""The event that this package publishes itself."""

from dataclasses import dataclass
from datetime import datetime

from events.signal import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutePassed:
    """A minute of the clock has begun.

    Published: once a minute, by the first worker that notices, in a separate transaction.
    Not published: while no worker runs. Missed minutes are not made up.
    May be refused by: no receiver. Subscribe with `delivery=DURABLE, attempts=1`: the next
    minute comes anyway.
    """

    minute: datetime


minute_passed = EventSignal(MinutePassed, urgent=True)
