"""`manage.py events_sweep`: with the engine `celery`, send due deliveries and keep the clock."""

import logging
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.conf import conf
from events.delivery.worker import Worker

logger = logging.getLogger("events")


class Command(BaseCommand):
    help = "Send due deliveries to the broker and keep the clock. Several may run."

    # System checks read the database, which may start later than this process.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heartbeat", type=Path, metavar="FILE", help="touch this file every second"
        )

    def handle(self, *, heartbeat: Path | None, **options: Any) -> None:
        if conf.engine != "celery":
            raise CommandError("EVENTS_ENGINE is not celery: run events_worker instead.")
        # Celery is an extra: it is imported only where it is used.
        engine = import_module("events.delivery.celery")
        worker = Worker(threads=1, step=engine.sweep)
        worker.stop_on_signals()
        logger.info("Sweeping; stop with Ctrl-C")
        worker.run(beat=heartbeat.touch if heartbeat else lambda: None)
