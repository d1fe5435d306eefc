from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "events"

    def ready(self) -> None:
        from events import publish, receivers
        from events.conf import conf
        from events.contracts.checks import check_database, check_wiring
        from events.delivery.wakeup import notify_workers
        from events.signals import minute_passed
        from events.types import DURABLE

        # A signal whose module is never imported would be missing from the catalogue.
        autodiscover_modules("signals")
        checks.register(check_wiring, "events")
        checks.register(check_database, checks.Tags.database)
        minute_passed.connect(receivers.prune_event_log, delivery=DURABLE, attempts=1, atomic=False)

        if conf.engine == "celery":
            # Celery is an extra: it is imported only where it is used.
            publish.committed.append(import_module("events.delivery.engines.celery").enqueue)
        else:
            publish.committed.append(notify_workers)
