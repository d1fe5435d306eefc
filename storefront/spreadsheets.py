"""Files for spreadsheets: neutral text, and imports of all rows or none."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from import_export import resources
from import_export.resources import Diff
from import_export.widgets import CharWidget

# Of an import in the admin. A row takes about 15 ms of a processor, and again after the preview.
MAX_ROWS = 500
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class TextWidget(CharWidget):
    """Prefix exported text that a spreadsheet would run as a formula; undo that on import."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        text = super().render(value, obj, **kwargs) or ""
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs) or ""
        return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text


class TextDiff(Diff):
    """Show changes in the preview without the inline styles that the CSP forbids."""

    def as_html(self) -> list[SafeString]:
        return [
            format_html("{}", new)
            if self.new or old in ("", new)
            else format_html("<del>{}</del> <ins>{}</ins>", old, new)
            for old, new in zip(self.left, self.right, strict=True)
        ]


class AllOrNothingResource(resources.ModelResource):
    """Call a service for every row that changes something, in one transaction."""

    @classmethod
    def get_diff_class(cls) -> type[Diff]:
        return TextDiff

    max_rows = MAX_ROWS
    larger = "Split the file."  # what to do with more rows
    note = ""  # what the rows do, for the page

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        if len(dataset) > self.max_rows:
            self.refuse(dataset, f"Import at most {self.max_rows:,} rows here. {self.larger}")

    def refuse(self, dataset: Any, message: str) -> NoReturn:
        """Raise ValidationError and empty the file: the library would still import its rows."""
        dataset.wipe()
        raise ValidationError(message)

    def import_data(self, dataset: Any, *args: Any, **kwargs: Any) -> Any:
        kwargs |= {"use_transactions": True, "rollback_on_validation_errors": True}
        return super().import_data(dataset, *args, **kwargs)
