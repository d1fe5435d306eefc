from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class DemoConfig(AppConfig):
    name = "examples.demo"

    def ready(self) -> None:
        if not settings.DEMO:
            raise ImproperlyConfigured(
                "PLUGIN_APPS: examples.demo logs visitors in without a password. "
                "Remove it, or set DEMO=true."
            )
        from examples.demo import receivers
        from storefront.panels import footer_panels, hint_panels

        hint_panels.connect(receivers.show_hint)
        footer_panels.connect(receivers.show_explorer_links)
