from django.apps import AppConfig


class TwinConfig(AppConfig):
    """Nothing is connected here: who calls whom is in the code that does the calling."""

    name = "examples.twin"
