"""What the shop's caches have in common: one that cannot be used slows it, and stops nobody."""

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache


class ForgivingCache(BaseCache):
    """Nothing is found and nothing is kept while the cache beside it cannot be used.

    To be named before one of Django's caches: `class Ours(ForgivingCache, FileBasedCache)`.
    `add` answers False then: what it was given is not there.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._attempt(partial(super().get, key, default, version), failing=default)

    def add(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        return self._attempt(partial(super().add, key, value, timeout, version), failing=False)

    def set(
        self,
        key: Any,
        value: Any,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        put = super().set

        def keep() -> bool:
            put(key, value, timeout, version)
            return True

        if not self._attempt(keep, failing=False):
            self.delete(key, version)  # rather nothing than what was there before

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._attempt(partial(super().delete, key, version), failing=False)

    @abstractmethod
    def _attempt[R](self, call: Callable[[], R], *, failing: R) -> R:
        """The call's answer; `failing`, and a line in the log, where the cache cannot be used."""
