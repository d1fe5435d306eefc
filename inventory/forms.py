"""What staff fill in when pieces come, or are counted."""

from typing import Any

from django import forms
from django.contrib.admin.helpers import ActionForm

from inventory.models import Stock
from inventory.services import MOST_PIECES

PIECES = forms.IntegerField(
    min_value=1,
    max_value=MOST_PIECES,
    error_messages={"required": "Say how many pieces of each have come."},
)


class ReceiveForm(ActionForm):
    """Beside the actions of a list: how many pieces of each selected product have come."""

    quantity = forms.IntegerField(required=False, min_value=1, label="Pieces:")


class StockForm(forms.ModelForm):
    """The threshold of a product, and what has just happened to its pieces."""

    received_now = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_PIECES, label="Pieces that have come"
    )
    difference = forms.IntegerField(
        required=False,
        min_value=-MOST_PIECES,
        max_value=MOST_PIECES,
        label="Difference after counting",
        help_text="-2 if two are missing, 1 if one was found. Reserved pieces are promised.",
    )
    reason = forms.CharField(required=False, max_length=200, help_text="The ledger keeps it.")

    class Meta:
        model = Stock
        fields = ["threshold"]

    def clean(self) -> dict[str, Any] | None:
        said = super().clean() or self.cleaned_data
        difference = said.get("difference") or 0
        if difference and not said.get("reason"):
            self.add_error("reason", "Say why: whoever reads the ledger will ask.")
        if difference + self.instance.available < 0:
            self.add_error("difference", f"Only {self.instance.available} are there to be lost.")
        return said
