"""The clock: publish `minute_passed` once a minute, however many workers run."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from events.models import ClockState
from events.signals import MinutePassed, minute_passed
from events.unit_of_work import unit_of_work

_FAR_AHEAD = timedelta(hours=1)


def tick(now: datetime | None = None) -> bool:
    """Publish the current minute; return False if another process has done so.

    The time is the database's, so that a worker whose clock is wrong publishes no other minute.
    """
    database_time = ClockState.objects.values_list(Now(), flat=True).first()
    minute = (now or database_time or timezone.now()).replace(second=0, microsecond=0)
    if database_time is None:
        first = ClockState(pk=1, last_minute=minute - timedelta(minutes=1))
        ClockState.objects.bulk_create([first], ignore_conflicts=True)
    # A clock that was far ahead and is right again continues at once.
    not_published = Q(last_minute__lt=minute) | Q(last_minute__gt=minute + _FAR_AHEAD)
    with unit_of_work():
        # One conditional UPDATE decides which process publishes.
        if not ClockState.objects.filter(not_published, pk=1).update(last_minute=minute):
            return False
        minute_passed.publish(MinutePassed(minute=minute))
    return True
