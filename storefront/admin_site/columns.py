"""Columns of lists and fields of pages, written as the shop writes them."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString

from storefront.money import format_money

type Column = Any  # django-stubs know names of columns only, not functions


def money_column(field: str) -> Column:
    """Return a column that shows an amount of money."""

    @admin.display(ordering=field, description=field.replace("_", " "))
    def column(row: Any) -> str | None:
        amount = getattr(row, field)
        return None if amount is None else format_money(amount)

    column.__name__ = field
    return column


@admin.display(ordering="status", description="status")
def status_column(row: Any) -> SafeString:
    """Show the status of a row as a pill."""
    return status_pill(row.status, row.get_status_display())


def status_pill(status: str, words: str) -> SafeString:
    """Return the words of a status in the colour of its kind."""
    words = words[:1].upper() + words[1:]
    return format_html('<span class="status" data-status="{}">{}</span>', status, words)
