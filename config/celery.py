"""The entry point of Celery's workers: `celery -A config.celery worker`.

It is read by them alone; the shop's own processes never import Celery unless
EVENTS_ENGINE says so.
"""

import os
from pathlib import Path

import django
from celery.signals import heartbeat_sent

from config.environment.reading import text

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from events.engines.celery import app  # noqa: E402  # its models need the apps to be ready

__all__ = ["app"]


def touch_heartbeat_file(**kwargs: object) -> None:
    """Show that this worker lives and has its broker: Celery says so every two seconds."""
    Path(text("CELERY_HEARTBEAT_FILE")).touch()


if text("CELERY_HEARTBEAT_FILE"):
    heartbeat_sent.connect(touch_heartbeat_file)
