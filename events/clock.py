"""The clock is a signal, too: once a minute for all processes together."""

from datetime import datetime

from django.utils import timezone

from events.operations import unit_of_work
from events.signals import MinutePassed, minute_passed


def tick(now: datetime | None = None) -> bool:
    """Publish the current minute, unless another process has done so: then False."""
    minute = (now or timezone.now()).replace(second=0, microsecond=0)
    with unit_of_work():
        return minute_passed.publish(
            MinutePassed(minute=minute), dedupe_key=f"minute {minute.isoformat()}"
        )
