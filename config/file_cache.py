"""The cache of a shop on one machine: files that its processes share."""

import logging
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

logger = logging.getLogger("config.cache")


class SharedFileCache(FileBasedCache):
    """Django's file cache, but for the price of a write, and forgiving.

    Django lists all files before each write, which takes milliseconds when there are many.
    Here every five hundredth write does, by chance; the limit saves disk space and may be
    missed by as many.
    Where the folder cannot be used (a full disk, wrong rights), nothing is found and nothing
    is kept, and a line is logged: the shop is slower then, and goes on selling.
    """

    def __init__(self, dir: str, params: dict[str, Any]) -> None:  # noqa: A002  # Django's name
        _attempt(partial(super().__init__, dir, params), failing=None)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return _attempt(partial(super().get, key, default, version), failing=default)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return _attempt(partial(super().add, key, value, timeout, version), failing=False)

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        _attempt(partial(super().set, key, value, timeout, version), failing=None)

    def delete(self, key: Any, version: int | None = None) -> bool:
        return _attempt(partial(super().delete, key, version), failing=False)

    def _cull(self) -> None:
        if random.random() < 0.002:  # noqa: S311  # chance, not secrecy
            super()._cull()  # type: ignore[misc]  # the stubs leave it out


def _attempt[R](call: Callable[[], R], *, failing: R) -> R:
    try:
        return call()
    except OSError as error:
        logger.warning("The cache cannot be used: %s", error)
        return failing
