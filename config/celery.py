"""The entry point of Celery's workers: `celery -A config.celery worker`.

It is read by them alone; the shop's own processes never import Celery unless
EVENTS_ENGINE says so.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from events.engines.celery import app  # noqa: E402  # its models need the apps to be ready

__all__ = ["app"]
