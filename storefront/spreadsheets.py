"""Files for spreadsheets: neutral text, and imports of all rows or none.

The fields, widgets and formats are those of django-import-export. Its `import_data` is not used:
it needs a transaction, a query and a copy for every row, and a trial of all rows as a preview.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from import_export import resources
from import_export.fields import Field
from import_export.widgets import CharWidget

from storefront.spreadsheet_files import Cells, Table

MAX_ROWS = 10_000
_SHOWN_ERRORS = 100
_SHOWN_ROWS = 20
_BATCH = 500  # rows that are written together, and between two reports of progress
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

type Progress = Callable[[str, int, int], None]


class TextWidget(CharWidget):
    """Prefix exported text that a spreadsheet would run as a formula; undo that on import."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        text = super().render(value, obj, **kwargs) or ""
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs) or ""
        return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


class SpreadsheetResource(resources.ModelResource):
    """Rows whose text is neutral, in every column of text."""

    WIDGETS_MAP: ClassVar = {
        **resources.ModelResource.WIDGETS_MAP,
        "CharField": TextWidget,
        "TextField": TextWidget,
        "SlugField": TextWidget,
    }


@dataclass(slots=True)
class Report:
    """What the rows of a file would change, and what is wrong with them.

    Rows are numbered as in a spreadsheet: row 1 has the names of the columns. An error has a row
    (0 for the file), a column and a message. `preview` has the first rows that change something:
    their number, and the old and the new text for each of the `columns`.
    """

    total: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    error_count: int = 0
    errors: list[tuple[int, str, str]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    preview: list[tuple[int, list[tuple[str, str]]]] = field(default_factory=list)

    def add_errors(self, row: int, error: ValidationError) -> None:
        by_column = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for column, texts in by_column.items():
            self.error_count += len(texts)
            shown = "" if column == "__all__" else column
            self.errors += [(row, shown, text) for text in texts]
        del self.errors[_SHOWN_ERRORS:]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRow:
    """A row that changes something: an instance with its new values, and those that differ."""

    number: int
    instance: Any
    is_new: bool
    changes: Mapping[str, Any]


class ImportResource(SpreadsheetResource):
    """Check the rows of a file without a query for each, then write them in batches.

    Subclasses say what a row may contain (`new_instance`, `check`) and call services (`write`).
    """

    note = ""  # what the rows do, for the page
    required = frozenset[str]()  # columns

    def prefetch(self, rows: Sequence[Cells]) -> dict[str, Any]:
        """Return what the widgets look up, as keyword arguments of their `clean`."""
        return {}

    def new_instance(self, cells: Cells) -> Any:
        """Return an instance for a row whose key is not stored. Raise ValidationError."""
        raise NotImplementedError

    def is_given(self, column: str, cells: Cells, *, is_new: bool) -> bool:
        """Return whether a cell is read; an instance keeps its value otherwise."""
        return column in cells

    def check(self, row: ImportedRow) -> None:
        """Raise ValidationError if the new values are wrong. Runs for each row: no queries."""

    def write(self, rows: Sequence[ImportedRow], *, import_id: UUID) -> None:
        """Write a batch of rows in the open unit of work."""
        raise NotImplementedError

    def read(self, table: Table, progress: Progress) -> Report:
        """Check all rows and return what they would change; `write_all` can follow."""
        self.report, self._progress = Report(total=len(table.rows)), progress
        self._accepted: list[ImportedRow] = []
        missing = self.required - {*table.columns}
        if missing:
            self._refuse(f"The first row must name the columns {', '.join(sorted(missing))}.")
        elif not table.rows:
            self._refuse("This file has no rows.")
        elif len(table.rows) > MAX_ROWS:
            self._refuse(f"This file has more than {MAX_ROWS:,} rows. Split it.")
        else:
            self._read_rows(table.rows)
        return self.report

    def write_all(self, *, import_id: UUID) -> None:
        """Write the rows in the order of their keys, so that two imports cannot deadlock."""
        rows = sorted(self._accepted, key=lambda row: row.instance.pk)
        for start in range(0, len(rows), _BATCH):
            self._progress("Writing", start, len(rows))
            self.write(rows[start : start + _BATCH], import_id=import_id)

    def _refuse(self, message: str) -> None:
        self.report.add_errors(0, ValidationError(message))

    def _read_rows(self, rows: Sequence[tuple[int, Cells]]) -> None:
        (name,) = self.get_import_id_fields()
        key_field, context = self.fields[name], self.prefetch([cells for _, cells in rows])
        fields = [f for f in self.get_import_fields() if f.column_name in rows[0][1]]
        self.report.columns = [f.column_name for f in fields]
        keys = [key_field.clean(cells) for _, cells in rows]
        stored = self._stored(key_field.attribute, keys)
        first_rows: dict[Any, int] = {}
        for done, (key, (number, cells)) in enumerate(zip(keys, rows, strict=True)):
            if done % _BATCH == 0:
                self._progress("Checking", done, len(rows))
            try:
                if (first := first_rows.setdefault(key, number)) != number:
                    raise ValidationError({name: f"Row {first} has this {name} already."})
                self._read_row(number, cells, stored.get(key), fields, context)
            except ValidationError as error:
                self.report.add_errors(number, error)

    def _stored(self, attribute: str, keys: Sequence[Any]) -> dict[Any, Any]:
        found = self.get_queryset().filter(**{f"{attribute}__in": keys})
        return {getattr(instance, attribute): instance for instance in found}

    def _read_row(
        self,
        number: int,
        cells: Cells,
        stored: Any,
        fields: Sequence[Field],
        context: Mapping[str, Any],
    ) -> None:
        is_new = stored is None
        instance = self.new_instance(cells) if is_new else stored
        errors: dict[str, Any] = {}
        values: list[tuple[Field, Any, Any]] = []
        changes: dict[str, Any] = {}
        for each in fields:
            column = each.column_name
            before = each.get_value(instance)
            value = before
            if self.is_given(column, cells, is_new=is_new):
                try:
                    value = each.clean(cells, **context)
                except (ValidationError, ValueError) as error:
                    errors[column] = error if isinstance(error, ValidationError) else str(error)
            if value != before:
                changes[column] = value
            values.append((each, None if is_new else before, value))
            if each.attribute:
                setattr(instance, each.attribute, value)
        if not (errors or changes or is_new):
            self.report.unchanged += 1
            return
        row = ImportedRow(number=number, instance=instance, is_new=is_new, changes=changes)
        try:
            self.check(row)
        except ValidationError as error:
            errors = {**error.update_error_dict({}), **errors}
        if errors:
            raise ValidationError(errors)
        self._accept(row, values)

    def _accept(self, row: ImportedRow, values: Sequence[tuple[Field, Any, Any]]) -> None:
        self._accepted.append(row)
        self.report.added += row.is_new
        self.report.changed += not row.is_new
        if len(self.report.preview) < _SHOWN_ROWS:
            texts = [(_text(each, old), _text(each, new)) for each, old, new in values]
            self.report.preview.append((row.number, texts))


def _text(field: Field, value: Any) -> str:
    return "" if value is None else str(field.widget.render(value) or "")
