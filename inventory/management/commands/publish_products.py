"""`manage.py publish_products`: let every app hear of every product again."""

from typing import Any

from django.core.management.base import BaseCommand

from inventory.services import publish_products


class Command(BaseCommand):
    help = "Announce every product as it is now, so that lost copies of it are rebuilt."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{publish_products()} products announced.")
