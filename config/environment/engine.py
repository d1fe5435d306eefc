"""EVENTS_ENGINE: who runs the durable deliveries."""

from importlib.util import find_spec

from config.environment.reading import choice, refused

NAME = "EVENTS_ENGINE"


def events_engine() -> str:
    """`worker` or `celery`; raises ImproperlyConfigured where Celery is not installed."""
    engine = choice(NAME, ["worker", "celery"])
    if engine == "celery" and find_spec("celery") is None:
        raise refused(NAME, "the package for Celery is missing.", "Run: uv sync --extra celery.")
    return engine
