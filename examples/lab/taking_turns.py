"""Experiments that are dear run one at a time, however many visitors press the button."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

_LONGEST_SECONDS = 60


class Busy(Exception):
    """Somebody else is at it."""


@contextmanager
def alone(experiment: str) -> Iterator[None]:
    """Nobody else does this meanwhile, in any process; raises Busy where somebody does."""
    key = f"lab.busy.{experiment}"
    if not cache.add(key, value=True, timeout=_LONGEST_SECONDS):
        raise Busy("Somebody else is running this very experiment; look again in a moment.")
    try:
        yield
    finally:
        cache.delete(key)
