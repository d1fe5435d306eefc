"""What the kernel itself hears."""

from events import services
from events.contract import EventMetadata
from events.signals import MinutePassed


def prune_ticks(*, event: MinutePassed, metadata: EventMetadata, **kwargs: object) -> None:
    """Forget the minutes of more than an hour ago."""
    services.prune_ticks(before=event.minute - services.TICKS_KEPT)
