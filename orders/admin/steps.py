"""What staff may do with an order: each step calls a service and says what was done.

Each raises TransitionRefused or RefundRefused, with a message for staff.
"""

from collections.abc import Callable, Mapping, Set
from typing import Any

from django import forms

from orders import services
from orders.models import Carrier, Order, Status
from orders.services.transitions import SOURCES


def ship(order: Order, carrier: str, tracking_number: str) -> str:
    services.ship_order(
        order_id=order.pk, carrier=Carrier(carrier), tracking_number=tracking_number
    )
    return f"{order} is on its way."


def deliver(order: Order) -> str:
    services.deliver_order(order_id=order.pk)
    return f"{order} is delivered."


def cancel(order: Order) -> str:
    cancelled = services.cancel_order(order_id=order.pk, reason="staff")
    back = f" {cancelled.refunded} will be paid back." if cancelled.refunded else ""
    return f"{order} is cancelled.{back}"


def refund(order: Order, lines: Mapping[str, int] | None, *, resaleable: bool) -> str:
    owed = services.refund_order(order_id=order.pk, lines=lines, resaleable=resaleable)
    return f"{owed.amount} of {order} will be paid back."


class StepForm(forms.Form):
    """The form of a step; `leads_to` says from which statuses it is offered."""

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
        """Take the step with what was entered."""
        return self.act(self.order, **self.cleaned_data)


class ShipForm(StepForm):
    title, button, leads_to = "Ship the order", "Ship it", Status.SHIPPED
    act = staticmethod(ship)

    carrier = forms.ChoiceField(choices=Carrier.choices)
    tracking_number = forms.CharField(max_length=64)


class DeliverForm(StepForm):
    title, button, leads_to = "The parcel has arrived", "It has arrived", Status.DELIVERED
    act = staticmethod(deliver)


class CancelForm(StepForm):
    title, button, leads_to = "Cancel the order", "Cancel it", Status.CANCELLED
    act = staticmethod(cancel)


class RefundForm(StepForm):
    """Asks how many pieces of each line; at first all that are left."""

    title, button, leads_to = "Refund the order", "Refund these", Status.REFUNDED
    act = staticmethod(refund)

    resaleable = forms.BooleanField(
        required=False, initial=True, label="The goods go back on the shelf"
    )

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        super().__init__(*args, order=order, **kwargs)
        self.lines = [line for line in order.lines.all() if line.remaining]
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.name} (at most {line.remaining})",
                min_value=0,
                max_value=line.remaining,
                initial=line.remaining,
            )
        self.order_fields([name for name in self.fields if name != "resaleable"])

    def take(self) -> str:
        pieces = {line.sku: self.cleaned_data[f"line_{line.pk}"] for line in self.lines}
        return self.act(self.order, pieces, resaleable=self.cleaned_data["resaleable"])


STEPS: Mapping[str, type[StepForm]] = {
    "ship": ShipForm,
    "deliver": DeliverForm,
    "cancel": CancelForm,
    "refund": RefundForm,
}
