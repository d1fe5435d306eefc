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
            default=conf.retention_days or None,
            help="days to keep, 0 for none; by default EVENTS_RETENTION_DAYS (%(default)s)",
        )

    def handle(self, *, days: int | None, **options: Any) -> None:
        if days is None:
            raise CommandError("EVENTS_RETENTION_DAYS=0 keeps events for ever. Give --days.")
        if not 0 <= days <= MOST_DAYS:
            raise CommandError(f"--days must be between 0 and {MOST_DAYS}.")
        count = prune(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} events deleted.")
