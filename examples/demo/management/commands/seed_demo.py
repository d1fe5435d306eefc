"""`manage.py seed_demo`: products, accounts and past orders for the demo shop."""

from typing import Any

from django.core.management.base import BaseCommand

from examples.demo.seeding import seed


class Command(BaseCommand):
    help = "Fill the demo shop. Existing products, accounts and orders do not change."

    def handle(self, **options: Any) -> None:
        self.stdout.write(seed())
