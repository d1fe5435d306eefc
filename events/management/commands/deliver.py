"""`manage.py deliver`: the worker."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.delivering import deliver
from events.worker import Worker


class Command(BaseCommand):
    help = "Deliver durable events until stopped; any number of these may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drain", action="store_true", help="deliver what is due now, then end"
        )
        parser.add_argument(
            "--heartbeat", type=Path, metavar="FILE", help="touch this file once a round"
        )

    def handle(self, *, drain: bool, heartbeat: Path | None, **options: Any) -> None:
        if drain:
            count = 0
            while deliver():
                count += 1
            self.stdout.write(f"{count} delivered.")
            return
        worker = Worker()
        worker.stop_on_signals()
        self.stdout.write("Delivering; stop with Ctrl-C.")
        worker.run(beat=heartbeat.touch if heartbeat else lambda: None)
