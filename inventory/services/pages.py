"""The cache keys of rendered pages, and their invalidation.

Every entry expires after a minute at most. Each product's page has its own key. The keys of the
catalogue's pages contain a version: deleting the version invalidates all of them.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import cast
from uuid import uuid4

from django.core.cache import cache

SECONDS = 60
_CATALOGUE_VERSION = "inventory.catalogue.version"


def cached[T](key: str, render: Callable[[], T]) -> T:
    """Return the cached value, or render and cache it."""
    return cast("T", cache.get_or_set(key, render, SECONDS))


def product_page_key(slug: str) -> str:
    return f"inventory.product_page:{slug}"


def catalogue_key(name: str) -> str:
    """Return the key of a page of the catalogue. Call it before reading from the database."""
    version = cache.get_or_set(_CATALOGUE_VERSION, lambda: uuid4().hex, 10 * SECONDS)
    return f"inventory.catalogue:{version}:{sha256(name.encode()).hexdigest()}"


def invalidate_product_pages(*, slugs: Iterable[str]) -> None:
    """Delete the cached pages of these products. Call it after the commit."""
    cache.delete_many([product_page_key(slug) for slug in slugs])


def invalidate_catalogue() -> None:
    """Delete all cached pages of the catalogue. Call it after the commit."""
    cache.delete(_CATALOGUE_VERSION)
