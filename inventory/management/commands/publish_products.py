"""`manage.py publish_products`: publish `product_changed` for every product."""

from typing import Any

from django.core.management.base import BaseCommand

from inventory.services import publish_products


class Command(BaseCommand):
    help = "Publish every product in its current state, so that other apps can rebuild their copy."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{publish_products()} products published.")
