"""A cache that may be away: the shop is slower then, and goes on selling."""

import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from config.forgiving_cache import ForgivingCache

logger = logging.getLogger("config.cache")

REST = 5  # seconds without asking, after it did not answer


class ForgivingRedisCache(ForgivingCache, RedisCache):
    """Redis, not asked again for a moment where it does not answer.

    Counting (`incr`) still raises, since there is no right answer to invent.
    """

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._rests_until = 0.0

    def get_many(self, keys: Iterable[Any], version: int | None = None) -> dict[Any, Any]:
        return self._attempt(partial(super().get_many, keys, version), failing={})

    def set_many(
        self,
        data: dict[Any, Any],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[Any]:
        return self._attempt(partial(super().set_many, data, timeout, version), failing=list(data))

    def delete_many(self, keys: Iterable[Any], version: int | None = None) -> None:
        self._attempt(partial(super().delete_many, keys, version), failing=None)

    def _attempt[R](self, call: Callable[[], R], *, failing: R) -> R:
        if time.monotonic() < self._rests_until:
            return failing
        try:
            return call()
        except RedisError as error:
            self._rests_until = time.monotonic() + REST
            logger.warning("The cache does not answer, not asking for %s s: %s", REST, error)
            return failing
