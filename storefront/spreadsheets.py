"""Text in files for spreadsheets."""

from typing import Any

from import_export.widgets import CharWidget

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class TextWidget(CharWidget):
    """Prefix exported text that a spreadsheet would run as a formula; undo that on import."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        text = super().render(value, obj, **kwargs) or ""
        return f"'{text}" if text.startswith(_FORMULA_STARTS) else text

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        text = super().clean(value, row, **kwargs) or ""
        return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_STARTS) else text
