"""`manage.py deliver`: the worker."""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.delivering import deliver
from events.registry import registry
from events.worker import Worker

logger = logging.getLogger("events")


class Command(BaseCommand):
    help = "Deliver durable events until stopped; any number of these may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drain", action="store_true", help="deliver what is due now, then end"
        )
        parser.add_argument(
            "--sweep-only",
            action="store_true",
            help="with EVENTS_ENGINE=celery: hand out what is due, keep the clock, run nothing",
        )
        parser.add_argument(
            "--heartbeat",
            type=Path,
            metavar="FILE",
            help="touch this file once a round; it says for how many seconds one may last",
        )

    def handle(
        self, *, drain: bool, sweep_only: bool, heartbeat: Path | None, **options: Any
    ) -> None:
        if drain:
            count = 0
            while deliver():
                count += 1
            self.stdout.write(f"{count} delivered.")
            return
        worker = Worker(_sweep() if sweep_only else deliver)
        worker.stop_on_signals()
        logger.info("Sweeping" if sweep_only else "Delivering; stop with Ctrl-C")
        if heartbeat and not sweep_only:
            heartbeat.write_text(f"{registry.longest_lease().total_seconds():.0f}")
        worker.run(beat=heartbeat.touch if heartbeat else lambda: None)


def _sweep() -> Callable[[], int]:
    if settings.EVENTS_ENGINE != "celery":
        raise CommandError("--sweep-only is for EVENTS_ENGINE=celery; leave it out.")
    sweep: Callable[[], int] = import_module("events.engines.celery").sweep
    return sweep
