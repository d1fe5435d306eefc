"""Records of faults that struck inside a transaction.

A receiver that fails in the transaction of its publisher rolls the event back, so that the timeline
cannot show it. The record is in the shared cache: it survives a rollback and a killed process.
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
    """The time of a fault's latest strike, with the event that it struck."""

    at: datetime
    event_id: UUID
    correlation_id: UUID


class StrikeResult(NamedTuple):
    """A strike, and whether its event was committed nevertheless."""

    strike: Strike
    committed: bool


def record_strike(key: Key, metadata: EventMetadata) -> None:
    """Record, for an hour, that the fault of this signal and receiver strikes now."""
    strike = Strike(timezone.now(), metadata.event_id, metadata.correlation_id)
    cache.set(_name(key), strike, _HOUR)


def delete_strike(key: Key) -> None:
    """Delete the record of an earlier fault of this signal and receiver."""
    cache.delete(_name(key))


def latest_strikes(keys: Iterable[Key]) -> Mapping[Key, StrikeResult]:
    """Return the latest strike of each fault, in one statement; without strikes in none."""
    names = {_name(key): key for key in keys}
    found: dict[str, Strike] = cache.get_many(names)
    if not found:
        return {}
    ids = [strike.event_id for strike in found.values()]
    stored = set(StoredEvent.objects.filter(pk__in=ids).values_list("pk", flat=True))
    return {names[name]: StrikeResult(s, s.event_id in stored) for name, s in found.items()}


def _name(key: Key) -> str:
    return f"lab.strike.{key[0]}.{key[1]}"
