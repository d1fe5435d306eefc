from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "storefront"

    def ready(self) -> None:
        from events.api import DURABLE
        from events.signals import minute_passed
        from storefront import receivers
        from storefront.panels import admin_home_panels

        admin_home_panels.connect(receivers.show_failed_deliveries)
        minute_passed.connect(receivers.prune_attempts, delivery=DURABLE, attempts=1, atomic=False)
