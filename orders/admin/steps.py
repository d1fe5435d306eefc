"""The steps that staff take with an order, and their forms."""

from collections.abc import Set
from typing import Any

from django import forms

from orders import services
from orders.models import Carrier, Order, Status
from orders.services.transitions import SOURCES
from storefront.money import format_money
from storefront.text import LineOfText, Lines


class StepForm(forms.Form):
    """A step, which is possible while the order has one of the `statuses`.

    `author_id` is the member of staff. A step that `previews` is described by `preview` first,
    and taken when that is confirmed.
    """

    title: str
    button: str
    done = "changed"  # as in "2 orders are shipped"
    permission = "orders.change_order"
    statuses: Set[str]
    previews = False

    def __init__(
        self, *args: Any, order: Order, author_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.order = order
        self.author_id = author_id

    def preview(self) -> str:
        """Return what the step would do; raise like `take`."""
        return ""

    def take(self) -> str:
        """Take the step with the values of the valid form, and return what was done.

        Raise TransitionNotAllowed or RefundNotAllowed, with a message for staff.
        """
        raise NotImplementedError


class ShipForm(StepForm):
    title, button, done = "Ship the order", "Ship it", "shipped"
    statuses = SOURCES[Status.SHIPPED]

    carrier = forms.ChoiceField(choices=Carrier.choices)
    tracking_number = LineOfText(max_length=64)

    def take(self) -> str:
        services.ship_order(
            order_id=self.order.pk,
            carrier=Carrier(self.cleaned_data["carrier"]),
            tracking_number=self.cleaned_data["tracking_number"],
        )
        return f"{self.order} is shipped."


class DeliverForm(StepForm):
    title, button, done = "The parcel has arrived", "It has arrived", "delivered"
    statuses = SOURCES[Status.DELIVERED]

    def take(self) -> str:
        services.deliver_order(order_id=self.order.pk)
        return f"{self.order} is delivered."


class CancelForm(StepForm):
    title, button, done = "Cancel the order", "Cancel it", "cancelled"
    statuses = SOURCES[Status.CANCELLED]

    def take(self) -> str:
        cancelled = services.cancel_order(order_id=self.order.pk, reason="staff")
        if not cancelled.refunded:
            return f"{self.order} is cancelled."
        owed = format_money(cancelled.refunded - self.order.refunded)
        return f"{self.order} is cancelled. {owed} will be refunded."


class NoteForm(StepForm):
    title, button = "Add a note", "Add the note"
    permission = "orders.add_note"
    statuses = frozenset(Status.values)

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
