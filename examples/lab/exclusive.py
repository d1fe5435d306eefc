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
    acquire(experiment)
    try:
        yield
    finally:
        release(experiment)


def acquire(experiment: str) -> None:
    """Mark an experiment as running, for a minute. Raise Busy if it is running already."""
    if not cache.add(_key(experiment), value=True, timeout=_LONGEST_SECONDS):
        raise Busy("Another visitor is running this experiment. Try again in a moment.")


def extend(experiment: str) -> None:
    """Mark an experiment as running for another minute."""
    cache.touch(_key(experiment), _LONGEST_SECONDS)


def release(experiment: str) -> None:
    """Mark an experiment as ended, in the process that started it or in another one."""
    cache.delete(_key(experiment))


def is_running(experiment: str) -> bool:
    """Return whether an experiment is running."""
    return cache.has_key(_key(experiment))


def _key(experiment: str) -> str:
    return f"lab.busy.{experiment}"
