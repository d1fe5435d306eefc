"""The clock: publish `minute_passed` once a minute, however many workers run."""

from datetime import datetime, timedelta

from django.utils import timezone

from events.models import ClockState
from events.signals import MinutePassed, minute_passed
from events.unit_of_work import unit_of_work


def tick(now: datetime | None = None) -> bool:
    """Publish the current minute; return False if another process has done so."""
    minute = (now or timezone.now()).replace(second=0, microsecond=0)
    if not ClockState.objects.exists():
        first = ClockState(pk=1, last_minute=minute - timedelta(minutes=1))
        ClockState.objects.bulk_create([first], ignore_conflicts=True)
    with unit_of_work():
        # One conditional UPDATE decides which process publishes.
        if not ClockState.objects.filter(pk=1, last_minute__lt=minute).update(last_minute=minute):
            return False
        minute_passed.publish(MinutePassed(minute=minute))
    return True
