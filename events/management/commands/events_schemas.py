"""`manage.py events_schemas`: write the JSON Schemas of the events, or check that they hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from events.contracts import schemas


class Command(BaseCommand):
    help = "Write contracts/*.json from the payload types, unless a change breaks stored events."

    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="write nothing; fail if a file is outdated"
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        if broken := list(schemas.broken()):
            raise CommandError("\n".join(broken))
        outdated = schemas.outdated()
        if check and outdated:
            names = ", ".join(sorted(path.name for path in outdated))
            raise CommandError(f"Outdated: {names}. Run `manage.py events_schemas`.")
        for path, text in outdated.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"Wrote {path}.")
