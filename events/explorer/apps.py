from django.apps import AppConfig
from django.core import checks


class ExplorerConfig(AppConfig):
    name = "events.explorer"

    def ready(self) -> None:
        from events.explorer.checks import check_catalogue

        checks.register(check_catalogue, "events")
