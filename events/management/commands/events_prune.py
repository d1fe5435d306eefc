"""`manage.py events_prune`: delete settled events."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from events.delivery.maintenance import prune


class Command(BaseCommand):
    help = "Delete settled events and refusals that are older than the given number of days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="days to keep (%(default)s)")

    def handle(self, *, days: int, **options: Any) -> None:
        if days < 0:
            raise CommandError("--days must not be negative.")
        count = prune(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} events deleted.")
