"""The admin's forms for deliveries from suppliers and for stock counts."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin.helpers import ActionForm

from inventory.models import Stock
from inventory.services import MAX_QUANTITY
from storefront.stored_values import StoredValuesForm
from storefront.text import LineOfText


class ReceiveForm(ActionForm):
    """The quantity beside the list's actions; `submission` identifies a form sent twice."""

    # The service checks the limits: the admin does not show errors of this form.
    quantity = forms.IntegerField(required=False, label="Pieces:")
    submission = forms.UUIDField(required=False, initial=uuid4, label="", widget=forms.HiddenInput)


class StockForm(StoredValuesForm):
    """The threshold of a product, a delivery and the result of a count."""

    received_now = forms.IntegerField(
        required=False, min_value=1, max_value=MAX_QUANTITY, label="Received pieces"
    )
    difference = forms.IntegerField(
        required=False,
        min_value=-MAX_QUANTITY,
        max_value=MAX_QUANTITY,
        label="Difference after counting",
        help_text="-2 if two pieces are missing, 1 if one was found. Do not count reserved pieces.",
    )
    reason = LineOfText(
        required=False,
        max_length=200,
        help_text="Stored in the ledger.",
    )
    submission = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)

    class Meta:
        model = Stock
        fields = ["threshold"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        difference = cleaned.get("difference") or 0
        if difference and not cleaned.get("reason"):
            self.add_error("reason", "Enter a reason for the difference.")
        if difference + self.instance.available < 0:
            self.add_error("difference", f"Only {self.instance.available} pieces are available.")
        return cleaned
