from django.apps import AppConfig


class TwinConfig(AppConfig):
    """The app connects no receivers: its modules call each other."""

    name = "examples.twin"
