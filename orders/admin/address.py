"""The step that corrects the address of an order."""

from dataclasses import asdict
from hashlib import sha256
from typing import Any

from django import forms

from orders import services
from orders.admin.steps import StepForm
from orders.forms import ContactForm
from orders.models import Order
from orders.services.notes import CORRECTABLE
from storefront.stored_values import with_value


class AddressForm(StepForm, ContactForm):
    """The contact of an order; the previous one becomes a note.

    `seen` is a digest of the contact that the form showed. If another user has changed it since,
    the form shows an error, and saves when it is submitted again.
    """

    title, button = "Correct the address", "Save the address"
    statuses = CORRECTABLE

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        self.stored = order.contact
        self.digest = sha256(repr(self.stored).encode()).hexdigest()[:12]
        initial = {**asdict(self.stored), "seen": self.digest}
        super().__init__(*args, order=order, initial=initial, **kwargs)

    def clean(self) -> None:
        """Reject the form if it shows an address that is not stored any more."""
        super().clean()
        is_stored = not self.errors and self.contact == self.stored  # a form that was sent twice
        if self.cleaned_data.get("seen") != self.digest and not is_stored:
            self.data = with_value(self.data, "seen", self.digest)
            self.add_error(
                None,
                "Another user changed the address after you opened the form. "
                f"It is now: {self.stored}. Check your changes and save again.",
            )

    def take(self) -> str:
        changed = services.correct_address(
            order_id=self.order.pk,
            contact=self.contact,
            author_id=self.author_id,
            seen=self.stored,
        )
        return f"The address of {self.order} is {'corrected' if changed else 'unchanged'}."
