"""Time-ordered identifiers: UUID version 7 (Python has none of its own before 3.14)."""

import os
import secrets
import threading
import time
from datetime import datetime
from uuid import UUID

_COUNTER_BITS = 42
_TAIL_BITS = 32


class Uuid7:
    """RFC 9562, section 6.2, method 1: a counter keeps one process's ids in order.

    48 bits of milliseconds, 42 of counter, 32 of chance. The counter starts at a random
    value below half its range in every new millisecond and rises by one within it; where it
    overflows or the clock steps back, the time part runs ahead of the clock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._millisecond = 0
        self._counter = 0

    def __call__(self) -> UUID:
        with self._lock:
            now = time.time_ns() // 1_000_000
            if now > self._millisecond:
                self._millisecond, self._counter = now, secrets.randbits(_COUNTER_BITS - 1)
            else:
                self._counter += 1
                if self._counter >> _COUNTER_BITS:
                    self._millisecond += 1
                    self._counter = secrets.randbits(_COUNTER_BITS - 1)
            millisecond, counter = self._millisecond, self._counter
        value = (millisecond & (1 << 48) - 1) << 80
        value |= 0x7 << 76
        value |= (counter >> 30) << 64
        value |= 0b10 << 62
        value |= (counter & (1 << 30) - 1) << _TAIL_BITS
        return UUID(int=value | secrets.randbits(_TAIL_BITS))


_next_id = Uuid7()


def uuid7() -> UUID:
    """A new id; within one process every id is greater than the one before it."""
    return _next_id()


def first_id_of(moment: datetime) -> UUID:
    """The smallest id that can have been made then: an index on time that costs nothing."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=max(milliseconds - 1, 0) << 80)


def _start_over() -> None:
    """A forked worker goes on neither with its parent's counter nor with a lock it held."""
    global _next_id
    _next_id = Uuid7()


os.register_at_fork(after_in_child=_start_over)
