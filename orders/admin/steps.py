"""The steps that staff take with an order: each calls a service and describes what was done.

Each raises TransitionNotAllowed or RefundNotAllowed, with a message for staff.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django import forms

from orders import services
from orders.admin.refunds import RefundAmountForm, RefundForm, refund
from orders.admin.step_form import StepForm
from orders.forms import CheckoutForm
from orders.models import Carrier, Order, Status
from orders.services.notes import CORRECTABLE
from orders.services.transitions import SOURCES
from orders.values import Contact
from storefront.money import format_money
from storefront.text import LineOfText, Lines

__all__ = ["STEPS", "cancel", "deliver", "refund", "ship"]


def ship(order: Order, carrier: str, tracking_number: str) -> str:
    services.ship_order(
        order_id=order.pk, carrier=Carrier(carrier), tracking_number=tracking_number
    )
    return f"{order} is shipped."


def deliver(order: Order) -> str:
    services.deliver_order(order_id=order.pk)
    return f"{order} is delivered."


def cancel(order: Order) -> str:
    cancelled = services.cancel_order(order_id=order.pk, reason="staff")
    if not cancelled.refunded:
        return f"{order} is cancelled."
    owed = cancelled.refunded - order.refunded
    return f"{order} is cancelled. {format_money(owed)} will be refunded."


class ShipForm(StepForm):
    title, button, statuses = "Ship the order", "Ship it", SOURCES[Status.SHIPPED]

    carrier = forms.ChoiceField(choices=Carrier.choices)
    tracking_number = LineOfText(max_length=64)

    def take(self) -> str:
        return ship(self.order, **self.cleaned_data)


class DeliverForm(StepForm):
    title, button, statuses = "The parcel has arrived", "It has arrived", SOURCES[Status.DELIVERED]

    def take(self) -> str:
        return deliver(self.order)


class CancelForm(StepForm):
    title, button, statuses = "Cancel the order", "Cancel it", SOURCES[Status.CANCELLED]

    def take(self) -> str:
        return cancel(self.order)


class AddressForm(StepForm, CheckoutForm):
    """The contact of an order; the previous one becomes a note.

    `seen` is a digest of the contact that the form showed. If another user has changed it since,
    the form shows an error, and saves when it is submitted again.
    """

    title, button, statuses = "Correct the address", "Save the address", CORRECTABLE

    redeem = None  # type: ignore[assignment]  # Django removes the field of the base class
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, author_id: int | None, **kwargs: Any) -> None:
        contact = {name: getattr(order, name) for name in Contact.__dataclass_fields__}
        self.opened = Contact(**contact)
        self.stored = sha256(repr(contact).encode()).hexdigest()[:12]
        kwargs["initial"] = {**contact, "seen": self.stored}
        super().__init__(*args, order=order, author_id=author_id, **kwargs)

    def clean(self) -> None:
        """Reject the form if it shows an address that is not stored any more."""
        super().clean()
        if self.cleaned_data.get("seen") != self.stored:
            self.data = {**self.data, "seen": self.stored}
            now = (
                f"{self.order.name}, {self.order.address}, {self.order.postcode} {self.order.city}"
            )
            self.add_error(
                None,
                f"Another user changed the address after you opened the form. It is now: {now}. "
                "Check your changes and save again.",
            )

    def take(self) -> str:
        changed = services.correct_address(
            order_id=self.order.pk,
            contact=self.contact,
            author_id=self.author_id,
            seen=self.opened,
        )
        return f"The address of {self.order} is {'corrected' if changed else 'unchanged'}."


class NoteForm(StepForm):
    title, button, statuses = "Add a note", "Add the note", frozenset(Status.values)
    permission = "orders.add_note"

    text = Lines(
        label="Note",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
        help_text="For colleagues. Customers never see it.",
    )

    def take(self) -> str:
        services.add_note(
            order_id=self.order.pk, author_id=self.author_id, text=self.cleaned_data["text"]
        )
        return f"The note on {self.order} is added."


STEPS: Mapping[str, type[StepForm]] = {
    "ship": ShipForm,
    "deliver": DeliverForm,
    "cancel": CancelForm,
    "refund": RefundForm,
    "refund-amount": RefundAmountForm,
    "address": AddressForm,
    "note": NoteForm,
}
