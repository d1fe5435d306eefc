"""`manage.py events_alarms`: what somebody should look at, for whoever watches the shop."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.alarms import LATE, alarms, backlog


class Command(BaseCommand):
    help = "Say which alarms there are, a line each; exit 1 if there is one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--late",
            type=int,
            metavar="SECONDS",
            default=int(LATE.total_seconds()),
            help="how long a delivery that is due may wait (%(default)s)",
        )

    def handle(self, *, late: int, **options: Any) -> None:
        found = alarms(late=timedelta(seconds=late))
        now = backlog()
        for alarm in found:
            self.stdout.write(f"{alarm}.")
        self.stdout.write(f"{now.waiting} deliveries wait, {now.running} are running.")
        if found:
            sys.exit(1)
