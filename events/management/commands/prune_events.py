"""`manage.py prune_events`: forget what is long settled."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from events.services import prune


class Command(BaseCommand):
    help = "Delete settled events and refusals that are older than the given number of days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90, help="how many days are kept (90)")

    def handle(self, *, days: int, **options: Any) -> None:
        count = prune(before=timezone.now() - timedelta(days=days))
        self.stdout.write(f"{count} events deleted.")
