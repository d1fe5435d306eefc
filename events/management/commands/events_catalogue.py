"""`manage.py events_catalogue`: write the catalogue of events, or check that it is current."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from events import catalogue


class Command(BaseCommand):
    help = "Write docs/events.md, and the README's wiring table, from the running registry."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if one is out of date"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        for path, text in self._files().items():
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"Wrote {path}.")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(
                    f"{path.name} differs from the code: run `manage.py events_catalogue`."
                )

    def _files(self) -> dict[Path, str]:
        readme = Path(settings.BASE_DIR) / "README.md"
        files = {catalogue.path(): catalogue.render()}
        if readme.exists():
            files[readme] = catalogue.in_readme(readme.read_text(encoding="utf-8"))
        return files
