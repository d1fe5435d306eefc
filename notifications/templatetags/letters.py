"""What the templates of messages need: `{% load letters %}`."""

from decimal import Decimal

from django import template

register = template.Library()


@register.filter
def times(price: Decimal | str, quantity: int) -> Decimal:
    """`{{ line.unit_price|times:line.quantity }}`; a price comes out of storage as a string."""
    return Decimal(price) * quantity


@register.filter
def grouped(number: int) -> str:
    """`{{ points|grouped }}`: 1844 as "1,844"."""
    return f"{number:,}"
