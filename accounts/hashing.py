"""Bound how many passwords are hashed at once: hashing is slow on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from django.conf import settings

from storefront.limits import RateLimited

_slots = BoundedSemaphore(settings.PASSWORD_HASHING_SLOTS)


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Reserve a slot of this process, or raise RateLimited; other pages stay responsive."""
    if not _slots.acquire(timeout=settings.PASSWORD_HASHING_WAIT):
        raise RateLimited(retry_after=2)
    try:
        yield
    finally:
        _slots.release()
