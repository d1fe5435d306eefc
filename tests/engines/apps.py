from django.apps import AppConfig


class EnginesConfig(AppConfig):
    """The plugin of the processes that the tests start: `PLUGIN_APPS=tests.engines`."""

    name = "tests.engines"

    def ready(self) -> None:
        from events.api import DURABLE
        from tests.engines import receivers
        from tests.engines.signals import parcel_posted, parcel_sorted

        for receiver, options in receivers.OPTIONS.items():
            parcel_posted.connect(receiver, delivery=DURABLE, **options)
        parcel_sorted.connect(receivers.label_sorted, delivery=DURABLE)
