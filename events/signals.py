"""What the kernel itself announces and asks."""

from dataclasses import dataclass
from datetime import datetime

from events.event_signal import EventSignal


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutePassed:
    """A minute of the clock has begun.

    Published: by whichever worker is first, once a minute however many workers run.
    Not published: while no worker runs; missed minutes are not caught up.
    May be refused by: nobody. It is heard durably, without a transaction, with one attempt; a
    receiver that is still busy with an earlier minute is left out.
    """

    minute: datetime


minute_passed = EventSignal(MinutePassed)
