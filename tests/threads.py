"""Run work in threads, each with its own database connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Run the calls at the same time; return the result or the exception of each."""
    start = Barrier(len(calls), timeout=30)

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return _closing(call)
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls, timeout=60))


def at_once[T](*works: Callable[[], T]) -> list[T]:
    """Run the calls at the same time; return their results in order. Raise the first error."""
    results = together(*works)
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results


def _closing[T](work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()


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
