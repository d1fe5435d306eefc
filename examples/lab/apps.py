from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class LabConfig(AppConfig):
    name = "examples.lab"

    def ready(self) -> None:
        if not settings.DEMO:
            raise ImproperlyConfigured(
                "PLUGIN_APPS: examples.lab breaks the shop on purpose and is for the demo only. "
                "Take it out, or set DEMO=true."
            )
        from django.core.signals import request_started

        from events.api import DURABLE
        from examples.lab import receivers
        from examples.lab.faults import striking
        from examples.lab.signals import parcel_ordered
        from orders.signals import order_page_panels
        from storefront.panels import header_panels

        header_panels.connect(receivers.show_lab_link)
        order_page_panels.connect(receivers.show_visit)

        # The ladder's top rung.
        parcel_ordered.connect(receivers.award_points, delivery=DURABLE)
        parcel_ordered.connect(receivers.send_receipt, delivery=DURABLE, atomic=False)

        # From here on, faults can strike.
        striking.install()
        request_started.connect(receivers.keep_up_with_faults)
