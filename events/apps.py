from datetime import timedelta

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

from events.contract import DURABLE


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        # A signal that nobody imports would be missing from the map, and nobody would know.
        autodiscover_modules("signals")

        from events import checks, engines, receivers  # noqa: F401  # checks register themselves
        from events.signals import minute_passed

        minute_passed.connect(
            receivers.prune_ticks,
            delivery=DURABLE,
            atomic=False,
            attempts=1,
            lease=timedelta(seconds=60),
        )
        engines.hands_out()  # what the engine imports is imported now, not by the first order
