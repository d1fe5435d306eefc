"""`manage.py events_alarms`: list the conditions that need attention."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from events.delivery.alarms import LATE, alarms
from events.log import error_summary
from events.models import Delivery, Status

MOST_SECONDS = 1_000_000


class Command(BaseCommand):
    help = "List current alarms, one per line; exit with 1 if there are any."

    # System checks read the database; without it they would print a traceback.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--late",
            type=int,
            metavar="SECONDS",
            default=int(LATE.total_seconds()),
            help="how long a delivery may be due (%(default)s)",
        )

    def handle(self, *, late: int, **options: Any) -> None:
        if not 0 <= late <= MOST_SECONDS:
            raise CommandError(f"--late must be between 0 and {MOST_SECONDS}.")
        try:
            found = alarms(late=timedelta(seconds=late))
            pending, running = (
                Delivery.objects.durable().filter(status=status).count()
                for status in (Status.PENDING, Status.RUNNING)
            )
        except Error as error:
            raise CommandError(f"The database failed: {error_summary(error)}") from error
        for alarm in found:
            self.stdout.write(f"{alarm.name}: {alarm.message}.")
        self.stdout.write(f"Deliveries: {pending} pending, {running} running.")
        if found:
            sys.exit(1)
