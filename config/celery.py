"""Celery's workers: `celery --quiet -A config.celery worker`.

Only they import this module. Of the shop's own processes, only the sweep imports Celery.
"""

import logging
import os
import signal
import sys
from pathlib import Path

import django
from celery.signals import heartbeat_sent, setup_logging, worker_process_init
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from events.delivery.celery import app, declare_queues  # noqa: E402  # needs the apps

__all__ = ["app"]

declare_queues()


def use_shop_logging(**kwargs: object) -> None:
    """Keep LOGGING: Celery does not configure its own log if this signal has a receiver."""
    for name in ("celery.worker.strategy", "celery.app.trace"):
        logging.getLogger(name).setLevel(logging.WARNING)


def exit_by_exception(**kwargs: object) -> None:
    """Let a process that must stop during a delivery release its lease first."""
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))


def touch_heartbeat_file(**kwargs: object) -> None:
    """Show that this worker is alive and connected to its broker, every two seconds."""
    Path(settings.CELERY_HEARTBEAT_FILE).touch()


setup_logging.connect(use_shop_logging)
worker_process_init.connect(exit_by_exception)
if settings.CELERY_HEARTBEAT_FILE:
    heartbeat_sent.connect(touch_heartbeat_file)
