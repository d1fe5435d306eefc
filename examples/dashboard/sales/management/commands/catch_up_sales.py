"""`manage.py catch_up_sales`: hear what was announced before the dashboard was there."""

from typing import Any

from django.core.management.base import BaseCommand

from sales.services import catch_up


class Command(BaseCommand):
    help = "Queue every sale and refund of the journal that the dashboard has not heard of."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{catch_up()} events queued; a worker delivers them.")
