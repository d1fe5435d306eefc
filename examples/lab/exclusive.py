"""Run an expensive experiment in one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

_LONGEST_SECONDS = 60


class Busy(Exception):
    """The experiment is already running for another visitor."""


@contextmanager
def exclusive(experiment: str) -> Iterator[None]:
    """Raise Busy if another process is inside this block for the same experiment."""
    key = f"lab.busy.{experiment}"
    if not cache.add(key, value=True, timeout=_LONGEST_SECONDS):
        raise Busy("Another visitor is running this experiment. Try again in a moment.")
    try:
        yield
    finally:
        cache.delete(key)
