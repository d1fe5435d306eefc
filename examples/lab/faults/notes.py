"""Notes of what a fault did in a transaction, since that transaction may not live to tell.

A receiver that fails in its sender's transaction takes the event with it, and with the event the
timeline. A note is kept in the shared cache: no rollback and no killed process calls it back.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.core.cache import cache
from django.utils import timezone

from events.api import EventMetadata
from events.models import StoredEvent

_HOUR = 3600

type Key = tuple[str, str]


class Strike(NamedTuple):
    """When a fault struck last, and what its receiver was told of then."""

    at: datetime
    event_id: UUID
    correlation_id: UUID


class Struck(NamedTuple):
    """A strike, and whether the event that it struck was committed all the same."""

    strike: Strike
    committed: bool


def note(key: Key, metadata: EventMetadata) -> None:
    """Keep, for an hour, that the fault of this signal and receiver strikes now."""
    strike = Strike(timezone.now(), metadata.event_id, metadata.correlation_id)
    cache.set(_name(key), strike, _HOUR)


def forget(key: Key) -> None:
    """Let a new fault begin without the notes of another."""
    cache.delete(_name(key))


def struck(keys: Iterable[Key]) -> Mapping[Key, Struck]:
    """What is known of the latest strike of each: one statement, none where nothing struck."""
    names = {_name(key): key for key in keys}
    found: dict[str, Strike] = cache.get_many(names)
    if not found:
        return {}
    ids = [strike.event_id for strike in found.values()]
    there = set(StoredEvent.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {names[name]: Struck(s, s.event_id in there) for name, s in found.items()}


def _name(key: Key) -> str:
    return f"lab.struck.{key[0]}.{key[1]}"
