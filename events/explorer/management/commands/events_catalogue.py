"""`manage.py events_catalogue`: write the catalogue of events, or check that it is current."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.conf import conf
from events.explorer import catalogue


class Command(BaseCommand):
    help = "Write events.md, and the wiring table in the README, from the running registry."

    # The check for an outdated catalogue must not stop the command that updates it.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if a file is outdated"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        for path, text in _files().items():
            if not check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"Wrote {path}.")
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                raise CommandError(f"{path.name} is outdated: run `manage.py events_catalogue`.")


def _files() -> dict[Path, str]:
    readme = conf.project_dir / "README.md"
    files = {catalogue.path(): catalogue.render()}
    if readme.exists():
        files[readme] = catalogue.in_readme(readme.read_text(encoding="utf-8"))
    return files
