from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class LabConfig(AppConfig):
    name = "examples.lab"

    def ready(self) -> None:
        if not settings.DEMO:
            raise ImproperlyConfigured(
                "PLUGIN_APPS: examples.lab breaks the shop on purpose. It is for the demo only. "
                "Remove it, or set DEMO=true."
            )
        from django.contrib.auth.signals import user_logged_in
        from django.core.signals import request_started

        from events.api import DURABLE
        from examples.lab import receivers
        from examples.lab.faults import injection
        from examples.lab.signals import parcel_ordered
        from orders.signals import order_page_panels
        from storefront.panels import header_panels

        header_panels.connect(receivers.show_lab_link)
        order_page_panels.connect(receivers.show_visit)
        user_logged_in.connect(receivers.begin_visit)

        # The highest rung of the ladder.
        parcel_ordered.connect(receivers.award_points, delivery=DURABLE)
        parcel_ordered.connect(receivers.send_receipt, delivery=DURABLE, atomic=False)

        # Faults take effect from here.
        injection.install()
        request_started.connect(receivers.update_receivers)
