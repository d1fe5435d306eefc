"""The steps that staff take with an order: each calls a service and describes what was done.

Each raises TransitionNotAllowed or RefundNotAllowed, with a message for staff.
"""

from collections.abc import Callable, Mapping, Set
from typing import Any
from uuid import UUID

from django import forms
from uuid_utils.compat import uuid7

from orders import services
from orders.forms.fields import LineOfText
from orders.models import Carrier, Order, Status
from orders.services.transitions import SOURCES


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
    refund = f" {cancelled.refunded} will be refunded." if cancelled.refunded else ""
    return f"{order} is cancelled.{refund}"


def refund(
    order: Order,
    lines: Mapping[str, int] | None,
    *,
    resaleable: bool,
    submission: UUID | None = None,
) -> str:
    owed = services.refund_order(
        order_id=order.pk, lines=lines, resaleable=resaleable, submission=submission
    )
    return f"{owed.amount} of {order} will be refunded."


class StepForm(forms.Form):
    """The form of a step; `leads_to` determines in which statuses it is offered."""

    title: str
    button: str
    leads_to: Status
    act: Callable[..., str]

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order = order

    @classmethod
    def sources(cls) -> Set[Status]:
        return SOURCES[cls.leads_to]

    def take(self) -> str:
        """Take the step with the submitted values."""
        return self.act(self.order, **self.cleaned_data)


class ShipForm(StepForm):
    title, button, leads_to = "Ship the order", "Ship order", Status.SHIPPED
    act = staticmethod(ship)

    carrier = forms.ChoiceField(choices=Carrier.choices)
    tracking_number = LineOfText(max_length=64)


class DeliverForm(StepForm):
    title, button, leads_to = "Mark as delivered", "Mark as delivered", Status.DELIVERED
    act = staticmethod(deliver)


class CancelForm(StepForm):
    title, button, leads_to = "Cancel the order", "Cancel order", Status.CANCELLED
    act = staticmethod(cancel)


class RefundForm(StepForm):
    """The pieces of each line to refund; all remaining ones by default.

    `submission` identifies the form, so that it refunds once if it is sent twice.
    """

    title, button, leads_to = "Refund the order", "Refund items", Status.REFUNDED
    act = staticmethod(refund)

    submission = forms.UUIDField(initial=uuid7, widget=forms.HiddenInput)
    resaleable = forms.BooleanField(
        required=False, initial=True, label="The goods return to the stock"
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.lines = list(order.lines.all())
        for line in self.lines:
            if line.remaining or self.is_bound:
                self.fields[f"line_{line.pk}"] = forms.IntegerField(
                    label=f"{line.name} (at most {line.remaining})",
                    min_value=0,
                    max_value=line.quantity,
                    initial=line.remaining,
                    required=False,
                )
        self.order_fields([name for name in self.fields if name != "resaleable"])

    def take(self) -> str:
        pieces = {line.sku: self.cleaned_data.get(f"line_{line.pk}") or 0 for line in self.lines}
        return self.act(
            self.order,
            pieces,
            resaleable=self.cleaned_data["resaleable"],
            submission=self.cleaned_data["submission"],
        )


STEPS: Mapping[str, type[StepForm]] = {
    "ship": ShipForm,
    "deliver": DeliverForm,
    "cancel": CancelForm,
    "refund": RefundForm,
}
