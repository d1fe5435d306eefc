"""The admin's forms for deliveries from suppliers and for stock counts."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import ValidationError

from inventory.models import Movement, Stock
from inventory.services import MAX_QUANTITY
from storefront.stored_values import StoredValuesForm
from storefront.text import LineOfText


class QuantityField(forms.IntegerField):
    """A quantity whose limits the service checks: the admin shows no errors of its form."""

    def clean(self, value: Any) -> int:
        """Return the number; 0 for text that is none."""
        try:
            return super().clean(value) or 0
        except ValidationError:
            return 0


class ReceiveForm(ActionForm):
    """The quantity beside the list's actions; `submission` identifies a form sent twice."""

    quantity = QuantityField(required=False, label="Pieces:")
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
        # The row is locked now, so what it has cannot change until the form is saved.
        available = Stock.objects.values_list("available", flat=True).get(pk=self.instance.pk)
        moved = Movement.objects.filter(
            event_id=cleaned.get("submission"), cause=Movement.Cause.ADJUSTED
        )
        if difference + available < 0 and not moved.exists():  # a form that was sent twice
            self.add_error("difference", f"Only {available} pieces are available.")
        return cleaned
