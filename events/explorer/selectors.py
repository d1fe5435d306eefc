"""Reads of failed deliveries, refusals and alarms."""

from dataclasses import dataclass

from django.core.cache import cache

from events.delivery import alarms
from events.delivery.alarms import Alarm
from events.explorer.runs import raised_line
from events.models import Delivery, Refusal

_ALARMS = "events.alarms"
_CACHED_SECONDS = 60
_SHOWN, _SHOWN_OF_A_GROUP = 200, 20


@dataclass(frozen=True, slots=True)
class FailedGroup:
    """Deliveries that failed at one receiver with one error."""

    receiver: str
    error: str
    deliveries: list[Delivery]

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]

    @property
    def shown(self) -> list[Delivery]:
        return self.deliveries[:_SHOWN_OF_A_GROUP]


def failed_groups() -> list[FailedGroup]:
    """Return the newest 200 failed deliveries by receiver and error."""
    rows = Delivery.objects.failed().select_related("event").order_by("-finished_at")
    groups: dict[tuple[str, str], list[Delivery]] = {}
    for row in rows[:_SHOWN]:
        groups.setdefault((row.receiver, raised_line(row.last_error)), []).append(row)
    return [FailedGroup(*key, deliveries) for key, deliveries in groups.items()]


def latest_refusals(limit: int = 20) -> list[Refusal]:
    """Return the newest refusals."""
    return list(Refusal.objects.order_by("-id")[:limit])


def current_alarms() -> list[Alarm]:
    """Return the current alarms, cached for 60 seconds, because some read the whole event log."""
    return cache.get_or_set(_ALARMS, alarms.alarms, _CACHED_SECONDS) or []


def invalidate_alarms() -> None:
    """Invalidate the cached alarms after a retry or a replay."""
    cache.delete(_ALARMS)
