"""The entry point of Celery's workers: `celery --quiet -A config.celery worker`.

It is read by them alone; the shop's own processes never import Celery unless
EVENTS_ENGINE says so.
"""

import logging
import os
import signal
import sys
from pathlib import Path

import django
from celery.signals import heartbeat_sent, setup_logging, worker_process_init

from config.environment.reading import text

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from events.delivery.engines.celery import app  # noqa: E402  # its models need the apps to be ready

__all__ = ["app"]


def keep_the_shops_log(**kwargs: object) -> None:
    """Celery sets up no log of its own where somebody hears this signal: LOGGING holds.

    That every delivery came and went is no news; what its receivers did, they say.
    """
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)


setup_logging.connect(keep_the_shops_log)


def end_by_an_exception(**kwargs: object) -> None:
    """Let a process that must end in the middle of a delivery give its lease back first."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


worker_process_init.connect(end_by_an_exception)


def touch_heartbeat_file(**kwargs: object) -> None:
    """Show that this worker lives and has its broker: Celery says so every two seconds."""
    Path(text("CELERY_HEARTBEAT_FILE")).touch()


if text("CELERY_HEARTBEAT_FILE"):
    heartbeat_sent.connect(touch_heartbeat_file)
