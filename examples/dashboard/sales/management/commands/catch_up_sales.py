"""`manage.py catch_up_sales`: count the events published before the dashboard was installed."""

from typing import Any

from django.core.management.base import BaseCommand

from sales.services import catch_up


class Command(BaseCommand):
    help = "Queue every sale and refund of the event log that the dashboard has not counted."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{catch_up()} events queued; a worker delivers them.")
