"""Run work in threads, each with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection


def _closing[T](work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


def at_once[T](*works: Callable[[], T]) -> list[T]:
    """Run the calls at the same time; return their results in order. Raise the first error."""
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(_closing, work) for work in works]
        return [future.result(timeout=30) for future in futures]


class InBackground:
    """Run work in a thread during a `with` block, and wait for it at the end."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self._pool = ThreadPoolExecutor(1)

    def __enter__(self) -> None:
        self._future = self._pool.submit(_closing, self._work)

    def __exit__(self, *error: object) -> None:
        self._future.result(timeout=30)
        self._pool.shutdown()
