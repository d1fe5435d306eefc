"""`manage.py events_prune`: delete settled events."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.conf import conf
from events.delivery.maintenance import prune

MOST_DAYS = 36500


class Command(BaseCommand):
    help = "Delete settled events and refusals that are older than the given number of days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--days",
            type=int,
            default=conf.retention_days,
            help="days to keep; by default EVENTS_RETENTION_DAYS, which is %(default)s",
        )

    def handle(self, *, days: int, **options: Any) -> None:
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be between 1 and {MOST_DAYS}.")
        count = prune(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} events deleted.")
