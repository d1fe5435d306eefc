"""Columns of lists and fields of pages, written as the shop writes them."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from storefront.money import format_money

type Column = Any  # django-stubs know names of columns only, not functions


def money_column(field: str, description: str | None = None) -> Column:
    """Return a column that shows an amount of money."""

    @admin.display(ordering=field, description=description or field.replace("_", " "))
    def column(row: Any) -> str | None:
        amount = getattr(row, field)
        return None if amount is None else format_money(amount)

    column.__name__ = field
    return column


def status_column(field: str = "status", *, label: Callable[[Any], str] | None = None) -> Column:
    """Return a column that shows a status as a pill; `label` replaces the words of the field."""

    @admin.display(ordering=field, description=field.replace("_", " "))
    def column(row: Any) -> SafeString:
        words = label(row) if label else getattr(row, f"get_{field}_display")()
        return status_pill(getattr(row, field), words)

    column.__name__ = field
    return column


def status_pill(status: str, words: str) -> SafeString:
    """Return the words of a status in the colour of its kind."""
    words = words[:1].upper() + words[1:]
    return format_html('<span class="status" data-status="{}">{}</span>', status, words)
