"""How an order stands, in the customer's words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from orders.models import Order, Status
from orders.models.order import CancelledBecause

type StepState = Literal["done", "now", "next"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A station on an order's way; `at` is None until it is reached."""

    label: str
    at: datetime | None
    state: StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What an order's page says first: a headline, a sentence or two, and the way so far."""

    title: str
    text: str
    steps: tuple[Step, ...]


_NOTHING_CHARGED = "Nothing has been charged."
_PAID_BACK = "What you paid goes back to your card; banks take a few days to show it."

_TOLD = {
    Status.PENDING: (
        "We are asking the bank",
        "The payment is in progress. It takes a minute or two, and there is nothing for you to "
        "do: this page shows the answer as soon as it is here.",
    ),
    Status.COMPLETED: (
        "Thank you, your order is paid",
        "We are packing it now. Until it is on its way you can cancel it here.",
    ),
    Status.SHIPPED: ("Your parcel is on its way", "It has left our shop."),
    Status.DELIVERED: ("Your parcel has arrived", "We hope that it brings you joy."),
    Status.REFUNDED: ("You get your money back", _PAID_BACK),
}
_CANCELLED_TOLD = {
    CancelledBecause.DECLINED: (
        "Your bank declined the payment",
        f"{_NOTHING_CHARGED} Your basket is as it was: try again with another card.",
    ),
    CancelledBecause.EXPIRED: (
        "This order was not paid in time",
        f"{_NOTHING_CHARGED} If you still want these things, please order them again.",
    ),
    CancelledBecause.CUSTOMER: ("You cancelled this order", ""),
    CancelledBecause.STAFF: ("We had to cancel this order", "We are sorry about that."),
}


def story_of(order: Order) -> Story:
    """The story of an order as it stands."""
    title, text = _TOLD.get(Status(order.status)) or _cancelled(order)
    return Story(title=title, text=text, steps=_steps(order))


def _cancelled(order: Order) -> tuple[str, str]:
    title, text = _CANCELLED_TOLD[CancelledBecause(order.cancel_reason)]
    if order.cancel_reason in (CancelledBecause.CUSTOMER, CancelledBecause.STAFF):
        money = _PAID_BACK if order.paid_at else _NOTHING_CHARGED
        text = f"{text} {money}".strip()
    return title, text


def _steps(order: Order) -> tuple[Step, ...]:
    """What has been reached; and, unless the order has ended early, what is still to come."""
    way = [
        ("Placed", order.placed_at),
        ("Paid", order.paid_at),
        ("Shipped", order.shipped_at),
        ("Delivered", order.delivered_at),
    ]
    if order.status in (Status.CANCELLED, Status.REFUNDED):
        way = [(label, at) for label, at in way if at]
        way.append(
            (order.get_status_display().capitalize(), order.cancelled_at or order.refunded_at)
        )
    latest = max(index for index, (_, at) in enumerate(way) if at)
    return tuple(
        Step(label=label, at=at, state=_state(index, latest))
        for index, (label, at) in enumerate(way)
    )


def _state(index: int, latest: int) -> StepState:
    if index == latest:
        return "now"
    return "done" if index < latest else "next"
