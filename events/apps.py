from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules

from events.contract import DURABLE


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        # A signal that nobody imports would be missing from the map, and nobody would know.
        autodiscover_modules("signals")

        from events import engines, receivers
        from events.checks import check_wiring
        from events.signals import minute_passed

        checks.register(check_wiring, "events")
        minute_passed.connect(receivers.prune_ticks, delivery=DURABLE, atomic=False, attempts=1)
        engines.hands_out()  # what the engine imports is imported now, not by the first order
