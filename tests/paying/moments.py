"""Moments of a payment at which a test lets a process die or wait.

The test and its processes share a folder: a file in it is the order of the test for a moment.
"""

import os
import signal
import time
from pathlib import Path

PATIENCE = 30  # seconds


def reach(moment: str) -> None:
    """Do what the test wants at this moment: nothing, die, or wait."""
    folder = Path(os.environ["MOMENTS_DIR"])
    dying, held = folder / f"{moment}.die", folder / f"{moment}.hold"
    if dying.exists():
        dying.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    if held.exists():
        (folder / f"{moment}.reached").touch()
    until = time.monotonic() + PATIENCE
    while held.exists() and time.monotonic() < until:
        time.sleep(0.02)


def is_set(fact: str) -> bool:
    """Return whether the test has set a fact about the bank."""
    return Path(os.environ["MOMENTS_DIR"], fact).exists()
