"""`manage.py events_catalogue`: write the catalogue of events, or check that it is current."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import catalogue


class Command(BaseCommand):
    help = "Write docs/events.md from the running registry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if it is out of date"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        text = catalogue.render()
        path = catalogue.path()
        if not check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote {path}.")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                "docs/events.md differs from the code: run `manage.py events_catalogue`."
            )
