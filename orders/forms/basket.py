"""How many of a product."""

from collections.abc import Sequence
from itertools import zip_longest

from django import forms
from django.http import QueryDict

from orders.basket import MOST_PIECES
from orders.forms.fields import LineOfText

HOW_MANY = f"Give a whole number from 1 to {MOST_PIECES}."
HOW_MANY_OR_NONE = f"Give a whole number from 1 to {MOST_PIECES}, or 0 to remove a product."


def _always(message: str) -> dict[str, str]:
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), message)


class AddForm(forms.Form):
    """So many of a product, into the basket."""

    sku = LineOfText(max_length=40)
    quantity = forms.IntegerField(
        min_value=1, max_value=MOST_PIECES, error_messages=_always(HOW_MANY)
    )


class LineForm(forms.Form):
    """So many of a product instead of what is in the basket; 0 removes it."""

    sku = LineOfText(max_length=40)
    quantity = forms.IntegerField(
        min_value=0, max_value=MOST_PIECES, error_messages=_always(HOW_MANY_OR_NONE)
    )


def posted_lines(data: QueryDict) -> list[LineForm]:
    """A form for each pair of `sku` and `quantity` that was sent, in order."""
    pairs = zip_longest(data.getlist("sku"), data.getlist("quantity"), fillvalue="")
    return [LineForm({"sku": sku, "quantity": quantity}) for sku, quantity in pairs]


def quantities_of(lines: Sequence[LineForm]) -> dict[str, int]:
    """Pieces by sku, of valid forms."""
    return {line.cleaned_data["sku"]: line.cleaned_data["quantity"] for line in lines}
