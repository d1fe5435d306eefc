"""Filters for the templates of messages."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def line_total(line: Mapping[str, Any]) -> Decimal:
    """Return unit price times quantity; a stored message holds the price as a string."""
    total: Decimal = Decimal(line["unit_price"]) * line["quantity"]
    return total
