"""Pieces of pages, ready made, for a minute at most; nothing personal is among them.

Every subject (the catalogue, a product) has a random token in the cache, which is part of
the keys of its pieces. It is read before the database is. To forget a subject is to drop its
token, after the commit: the next reader gives it another one, and whoever read the database
just before the change keeps the old piece under a key that nobody asks for any more.

A cache that is away finds nothing and keeps nothing (see `config/forgiving_cache.py`).
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from secrets import token_hex

from django.core.cache import cache

SECONDS = 60
TOKEN_SECONDS = 10 * SECONDS
CATALOGUE = "catalogue"


def product_page(slug: str) -> str:
    """The subject of a product's page."""
    return f"product:{slug}"


def kept[T](subject: str, piece: str, make: Callable[[], T]) -> T:
    """The piece from the cache, made and kept if it is not there; `None` is not kept."""
    token = _token(subject)
    if token is None:
        return make()
    key = f"inventory:{token}:{sha256(piece.encode()).hexdigest()}"
    found: T | None = cache.get(key)
    if found is not None:
        return found
    made = make()
    if made is not None:
        cache.set(key, made, SECONDS)
    return made


def forget_pages(slugs: Iterable[str], *, shelves: bool = True) -> None:
    """Let the pages of these products be made anew, and the catalogue.

    The catalogue stays where what its tiles say of them has not changed (`shelves`): it says
    "In stock" of two hundred pieces as of two hundred and one.
    """
    subjects = [*map(product_page, slugs), *([CATALOGUE] if shelves else [])]
    if subjects:
        cache.delete_many([_token_key(subject) for subject in subjects])


def _token(subject: str) -> str | None:
    """The subject's token, None if the cache is away; of two first readers one gives it."""
    key = _token_key(subject)
    token: str | None = cache.get(key)
    if token is None:
        cache.add(key, token_hex(8), TOKEN_SECONDS)
        token = cache.get(key)
    return token


def _token_key(subject: str) -> str:
    return f"inventory:{subject}"
