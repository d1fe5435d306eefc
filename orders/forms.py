"""The forms of basket and checkout."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from orders.limits import MAX_PIECES
from orders.models import Basket, BasketLine, Offer
from orders.values import Contact
from orders.visitors import Visitor
from storefront.address_form import AddressForm
from storefront.addresses import ADDRESS_FIELDS
from storefront.choices import RowChoiceField
from storefront.email_addresses import EmailField

QUANTITY_OR_ZERO = f"Enter a whole number from 1 to {MAX_PIECES}, or 0 to remove a product."

_NUMBERS = re.compile(r"\b[0-9]{1,4}\b")


def _messages(message: str) -> dict[str, str]:
    reasons = ("required", "invalid", "invalid_choice", "min_value", "max_value")
    return dict.fromkeys(reasons, message)


class AddForm(forms.Form):
    """A quantity of a product to add to the basket; the cleaned `sku` is its offer."""

    sku = RowChoiceField(
        Offer.objects.filter(on_sale=True),
        error_messages=_messages("This product is not for sale. Choose another one."),
    )
    quantity = forms.IntegerField(
        min_value=1,
        max_value=MAX_PIECES,
        error_messages=_messages(f"Enter a whole number from 1 to {MAX_PIECES}."),
    )


class QuantitiesForm(forms.Form):
    """The quantities of a basket's lines; 0 removes a line.

    It has one field for each line, named by the sku. The page sends `sku`, `quantity` and `seen`
    of each line: the quantity that it showed, and those that it sent since. A line that is not
    sent keeps its quantity.
    """

    def __init__(self, *, lines: Iterable[BasketLine], data: QueryDict | None = None) -> None:
        super().__init__(
            None
            if data is None
            else dict(zip(data.getlist("sku"), data.getlist("quantity"), strict=False))
        )
        seen = [] if data is None else zip(data.getlist("sku"), data.getlist("seen"), strict=False)
        self.seen = {sku: {int(each) for each in _NUMBERS.findall(text)} for sku, text in seen}
        for line in lines:
            if data is None or line.offer_id in self.data:
                self.fields[line.offer_id] = forms.IntegerField(
                    min_value=0,
                    max_value=MAX_PIECES,
                    initial=line.quantity,
                    error_messages=_messages(QUANTITY_OR_ZERO),
                )

    def add_changes(self, stored: Mapping[str, int]) -> None:
        """Add an error to each line that was changed after the page was shown."""
        for sku, pieces in stored.items():
            self.add_error(sku, f"It was changed to {pieces} after you opened this page.")

    def value_of(self, line: BasketLine) -> Any:
        """Return what the field of a line shows."""
        return self[line.offer_id].value() if line.offer_id in self.fields else line.quantity


class SubmissionForm(forms.Form):
    """The visitor's basket, its version and the total that the submitted checkout showed.

    The basket is open, or was ordered. The total is the one before redemption, because the
    redemption is chosen on the form.
    """

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    seen_total = forms.DecimalField(max_digits=12, decimal_places=2)

    def __init__(self, data: QueryDict, *, visitor: Visitor) -> None:
        super().__init__(data)
        self.fields["basket"] = RowChoiceField(Basket.objects.of(visitor))


class ContactForm(AddressForm):
    """The contact of an order."""

    field_order = ("email",)

    email = EmailField(
        label="E-mail",
        help_text="We use it for messages about this order only.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    @property
    def contact(self) -> Contact:
        """Return the contact of a valid form."""
        return Contact(**{field: self.cleaned_data[field] for field in ("email", *ADDRESS_FIELDS)})


class CheckoutForm(ContactForm):
    """The contact, and the customer's choices; `redeem` is the code of an adjustment, or empty."""

    save_address = forms.BooleanField(label="Save this address in my account", required=False)
    redeem = forms.CharField(label="Redeem", max_length=64, required=False)

    @property
    def is_empty(self) -> bool:
        """Return whether the form shows nothing that a visitor entered."""
        return not self.is_bound and not any(self.initial.values())

    @property
    def shown(self) -> dict[str, str]:
        """Return what the fields show, as initial data for another form."""
        return {field.name: field.value() for field in self}
