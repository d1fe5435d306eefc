"""Move new rows of all tables into the past, so that charts and timelines of the demo have one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from events.models import Delivery, StoredEvent


@transaction.atomic
def move_back(*, since: datetime, by: timedelta) -> None:
    """Subtract a duration from every time between `since` and the next hour, in every table.

    A time that was moved before is not moved again, because it is before `since`. The hour
    includes the times until which new orders reserve their items, and excludes the end of sessions.
    """
    if not by:
        return
    _move_runs(since, by)
    new = (since, timezone.now() + timedelta(hours=1))
    for model in apps.get_models():
        for field in _times(model):
            rows = model._base_manager.filter(**{f"{field.name}__range": new})
            rows.update(**{field.name: F(field.name) - by})


def _times(model: type[models.Model]) -> "Iterator[models.DateTimeField[Any, Any]]":
    for field in model._meta.get_fields():
        if isinstance(field, models.DateTimeField):
            yield field


def _move_runs(since: datetime, by: timedelta) -> None:
    """Move the times of runs and failed attempts, which events and deliveries store as JSON."""
    for stored in StoredEvent.objects.filter(occurred_at__gte=since).exclude(receiver_runs=[]):
        stored.receiver_runs = [_moved(run, by) for run in stored.receiver_runs]
        stored.save(update_fields=["receiver_runs"])
    for delivery in Delivery.objects.filter(started_at__gte=since).exclude(failures=[]):
        delivery.failures = [_moved(failure, by) for failure in delivery.failures]
        delivery.save(update_fields=["failures"])


def _moved(run: dict[str, Any], by: timedelta) -> dict[str, Any]:
    started_at = run["started_at"]
    if started_at is None:
        return run
    return {**run, "started_at": (datetime.fromisoformat(started_at) - by).isoformat()}
