"""Reading stored error texts: the line that was raised, and how much of it everybody may see.

What an exception says may be personal, a database's above all ("Key (email)=(…) already
exists"), and may take several lines; its class says nothing of anybody.
"""

import re

_TRACEBACK = "Traceback (most recent call last):\n"
_CLASS = re.compile(r"(?:\w+\.)*([A-Za-z_]\w*)(?::|$)")
LEASE_RAN_OUT = "The lease ran out: the worker died or was too slow."
NEVER_RAN = "The process ended between the commit and the receiver."
_OWN_WORDS = frozenset({"", LEASE_RAN_OUT, NEVER_RAN})


def raised_line(error: str) -> str:
    """What was raised: the line of a traceback that begins with the exception's class."""
    lines = error.rpartition(_TRACEBACK)[2].splitlines()
    last = error.strip().rpartition("\n")[2]  # a group of exceptions is written otherwise
    return next((line for line in lines if line and not line[0].isspace()), last)


def without_personal_data(error: str) -> str:
    """The class of the exception alone; what the kernel itself has written, as it is."""
    if error in _OWN_WORDS:
        return error
    found = _CLASS.match(raised_line(error))
    return found[1] if found else "An error"
