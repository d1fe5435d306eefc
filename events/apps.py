from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events import receivers
        from events.contracts.checks import check_database, check_wiring
        from events.signals import minute_passed
        from events.types import DURABLE

        # A signal whose module is never imported would be missing from the catalogue.
        autodiscover_modules("signals")
        checks.register(check_wiring, "events")
        checks.register(check_database, checks.Tags.database)
        minute_passed.connect(receivers.prune_event_log, delivery=DURABLE, attempts=1, atomic=False)
