"""When a failed delivery is tried again."""

import random
from datetime import timedelta

_WAITS = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
)
_LONGEST = timedelta(hours=1)


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt, counted from 1.

    Half of the wait is certain, half is chance ("equal jitter"), so that what failed
    together does not come back together.
    """
    whole = _WAITS[attempt - 1] if attempt <= len(_WAITS) else _LONGEST
    return whole / 2 + whole / 2 * random.random()  # noqa: S311  # chance, not secrecy
