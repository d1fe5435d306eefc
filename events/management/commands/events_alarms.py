"""`manage.py events_alarms`: list the conditions that need attention."""

import sys
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from events.delivery.alarms import LATE, alarms
from events.models import Delivery, Status


class Command(BaseCommand):
    help = "List current alarms, one per line; exit with 1 if there are any."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--late",
            type=int,
            metavar="SECONDS",
            default=int(LATE.total_seconds()),
            help="how long a delivery may be due (%(default)s)",
        )

    def handle(self, *, late: int, **options: Any) -> None:
        found = alarms(late=timedelta(seconds=late))
        for alarm in found:
            self.stdout.write(f"{alarm.name}: {alarm.message}.")
        pending, running = (
            Delivery.objects.durable().filter(status=status).count()
            for status in (Status.PENDING, Status.RUNNING)
        )
        self.stdout.write(f"Deliveries: {pending} pending, {running} running.")
        if found:
            sys.exit(1)
