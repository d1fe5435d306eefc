"""What the tests of deliveries look at."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group
from django.utils import timezone

from events.models import Delivery

MINUTE = timedelta(minutes=1)


def guilds() -> int:
    """How often a receiver's effect is in the database."""
    return Group.objects.filter(name__startswith="Guild").count()


def the_delivery() -> Delivery:
    return Delivery.objects.get()


def seconds_until(moment: datetime | None) -> float:
    assert moment is not None
    return (moment - timezone.now()).total_seconds()


def waits(row: Delivery, seconds: float) -> bool:
    """Whether the next attempt is planned after half the given wait at least, or all of it."""
    assert row.due_at is not None
    failed = datetime.fromisoformat(row.failures[-1]["started_at"])
    least = failed + timedelta(seconds=seconds / 2, milliseconds=-10)
    return least <= row.due_at <= timezone.now() + timedelta(seconds=seconds)
