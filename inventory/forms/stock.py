"""The admin's forms for deliveries from suppliers and for stock counts."""

from typing import Any
from uuid import UUID, uuid4

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
        moved = self._moved(cleaned.get("submission"))
        given = {"received": cleaned.get("received_now") or 0, "adjusted": difference}
        if moved and moved != {cause: pieces for cause, pieces in given.items() if pieces}:
            self.add_error(None, "This form moved pieces before. Open it again to move others.")
        # The row is locked now, so what it has cannot change until the form is saved.
        available = Stock.objects.values_list("available", flat=True).get(pk=self.instance.pk)
        if not moved and difference + available < 0:
            self.add_error("difference", f"Only {available} pieces are available.")
        return cleaned

    def _moved(self, submission: UUID | None) -> dict[str, int]:
        """Return the pieces by cause that this form moved when it was sent before."""
        if submission is None:
            return {}
        movements = Movement.objects.filter(event_id=submission)
        return dict(movements.values_list("cause", "quantity"))
