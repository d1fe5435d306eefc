"""`manage.py seed_demo`: goods, accounts and past orders for the demo shop."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.seeding import seed


class Command(BaseCommand):
    help = "Fill the demo shop; what is there already stays as it is."

    def handle(self, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This makes accounts whose passwords everybody knows: it needs DEMO=true."
            )
        self.stdout.write(seed())
