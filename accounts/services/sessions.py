"""Delete expired sessions."""

from importlib import import_module

from django.conf import settings


def prune_sessions() -> None:
    """Delete the expired sessions of the configured engine, as `clearsessions` does."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
