"""What is kept ready made until an event says otherwise, for a minute at most.

Every subject (the catalogue, a product) has a random token in the cache, which is part of the
keys of its pieces. It is read before the database is. To forget a subject is to drop its token,
by a receiver AFTER_COMMIT: the next reader gives it another one, and whoever read the database
just before the change keeps the old piece under a key that nobody asks for any more. Should the
process die between commit and receiver, or the cache be away just then, the old piece is there
for the rest of its minute.

Nothing personal may be kept. A cache that is away finds nothing and keeps nothing, as long as it
does not raise.
"""

from collections.abc import Callable, Collection
from hashlib import sha256
from secrets import token_hex

from django.core.cache import cache

SECONDS = 60
TOKEN_SECONDS = 10 * SECONDS


def kept[T](subject: str, piece: str, make: Callable[[], T]) -> T:
    """The piece from the cache, made and kept if it is not there; `None` is not kept."""
    token = _token(subject)
    if token is None:
        return make()
    key = _key(token, piece)
    found: T | None = cache.get(key)
    if found is not None:
        return found
    made = make()
    if made is not None:
        cache.set(key, made, SECONDS)
    return made


def kept_each[T](
    subject: str, pieces: Collection[str], make: Callable[[list[str]], dict[str, T]]
) -> dict[str, T]:
    """The pieces from the cache, by name; `make` is asked once, for all that are not there."""
    token = _token(subject)
    if token is None:
        return make(list(pieces))
    keys = {_key(token, piece): piece for piece in pieces}
    found = {keys[key]: piece for key, piece in cache.get_many(keys).items()}
    missing = [piece for piece in pieces if piece not in found]
    if missing:
        made = make(missing)
        cache.set_many({_key(token, piece): value for piece, value in made.items()}, SECONDS)
        found |= made
    return found


def forget(*subjects: str) -> None:
    """Let what is kept of these subjects be made anew; call it after the commit."""
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
    return f"kept:{subject}"


def _key(token: str, piece: str) -> str:
    return f"kept:{token}:{sha256(piece.encode()).hexdigest()}"
