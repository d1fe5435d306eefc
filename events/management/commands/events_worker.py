"""`manage.py events_worker`: deliver durable events."""

import logging
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.delivery.deliver import deliver
from events.delivery.worker import MOST_THREADS, Worker, queues

logger = logging.getLogger("events")


class Command(BaseCommand):
    help = "Deliver durable events until stopped. Any number of these may run."

    # System checks read the database, which may start later than this process.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--queue", action="append", default=[], help="serve this queue only; may be repeated"
        )
        parser.add_argument(
            "--threads",
            type=int,
            default=MOST_THREADS,
            help="the most threads of a queue whose receivers are slow (%(default)s)",
        )
        parser.add_argument("--drain", action="store_true", help="deliver what is due, then exit")
        parser.add_argument(
            "--heartbeat",
            type=Path,
            metavar="FILE",
            help="touch this file every second while all queues are served",
        )

    def handle(
        self,
        *,
        queue: list[str],
        threads: int,
        drain: bool,
        heartbeat: Path | None,
        **options: Any,
    ) -> None:
        unknown = sorted(set(queue) - set(queues()))
        if unknown:
            raise CommandError(f"No receiver uses {', '.join(unknown)}: use {', '.join(queues())}.")
        if threads < 1:
            raise CommandError("--threads must be at least 1.")
        if drain:
            self.stdout.write(f"Deliveries attempted: {_drain(queue or queues())}.")
            return
        worker = Worker(queue, threads=threads)
        worker.stop_on_signals()
        logger.info("Delivering %s; stop with Ctrl-C", ", ".join(queue or queues()))
        worker.run(beat=heartbeat.touch if heartbeat else lambda: None)


def _drain(names: list[str]) -> int:
    count = 0
    while attempts := sum(deliver(name) for name in names):
        count += attempts
    return count
