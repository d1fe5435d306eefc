"""`manage.py import_products FILE`: import products from a CSV or XLSX file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from import_export.formats.base_formats import CSV, XLSX

from inventory.resources import ProductResource

_EVERY = 500  # rows between two lines of progress


class ProgressResource(ProductResource):
    """Report the number of imported rows."""

    max_rows = 1_000_000

    def __init__(self, command: BaseCommand) -> None:
        super().__init__()
        self.command = command

    def after_import_row(self, row: Any, row_result: Any, **kwargs: Any) -> None:
        if kwargs["row_number"] % _EVERY == 0:
            self.command.stdout.write(f"{kwargs['row_number']} rows")


class Command(BaseCommand):
    help = "Import products from a CSV or XLSX file: all rows, or none if a row has an error."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Check the file only.")

    def handle(self, **options: Any) -> None:
        path: Path = options["file"]
        file_format = XLSX() if path.suffix.lower() == ".xlsx" else CSV(encoding="utf-8-sig")
        dataset = file_format.create_dataset(path.read_bytes())
        result = ProgressResource(self).import_data(dataset, dry_run=options["dry_run"])
        if result.has_errors() or result.has_validation_errors():
            for error in result.base_errors:
                self.stderr.write(str(error.error))
            for invalid in result.invalid_rows:
                self.stderr.write(f"Row {invalid.number}: {invalid.error.messages}")
            for failed in result.error_rows:
                self.stderr.write(f"Row {failed.number}: {failed.errors[0].error}")
            raise CommandError("Nothing was imported.")
        totals = result.totals
        self.stdout.write(f"{totals['new']} new, {totals['update']} changed products.")
