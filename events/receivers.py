"""Receivers of the package's own signals."""

from datetime import timedelta

from events.conf import conf
from events.delivery import maintenance
from events.signals import MinutePassed, minute_passed

_MINUTES_KEPT = timedelta(hours=1)


def prune_event_log(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete old events as the retention setting says, and the minutes of an hour ago."""
    maintenance.prune(before=event.minute - _MINUTES_KEPT, signal=minute_passed.name)
    if conf.retention_days:
        maintenance.prune(before=event.minute - timedelta(days=conf.retention_days))
