"""The cache of a shop on one machine: files that its processes share."""

import logging
import random
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache

from config.forgiving_cache import ForgivingCache

logger = logging.getLogger("config.cache")


class SharedFileCache(ForgivingCache, FileBasedCache):
    """Django's file cache, but for the price of a write.

    Django lists all files before each write, which takes milliseconds when there are many.
    Here every five hundredth write does, by chance; the limit saves disk space and may be
    missed by as many.
    The folder may be one that cannot be used: a full disk, wrong rights.
    """

    def __init__(self, dir: str, params: dict[str, Any]) -> None:  # noqa: A002  # Django's name
        self._attempt(partial(super().__init__, dir, params), failing=None)

    def _cull(self) -> None:
        if random.random() < 0.002:  # noqa: S311  # chance, not secrecy
            super()._cull()  # type: ignore[misc]  # the stubs leave it out

    def _attempt[R](self, call: Callable[[], R], *, failing: R) -> R:
        try:
            return call()
        except OSError as error:
            logger.warning("The cache cannot be used: %s", error)
            return failing
