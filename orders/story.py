"""The status of an order in the customer's words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils import timezone

from orders.limits import MAX_PAYMENTS
from orders.models import CancelledBecause, Order, Payment, Status

type StepState = Literal["done", "now", "next"]

_SLOW = timedelta(seconds=10)
_NOT_CHARGED = "Nothing has been charged."
_REFUNDED = "We refund what you paid to your card. Banks take a few days to show it."
_NOTHING_PAID = "There is no money to refund."  # as for an order that was paid with points alone

_TEXTS = {
    Status.COMPLETED: (
        "Thank you, your order is paid",
        "We are packing it now. You can cancel it here until it is shipped.",
    ),
    Status.SHIPPED: ("Your parcel is on its way", "It has left our shop."),
    Status.DELIVERED: ("Your parcel has arrived", "We hope that it brings you joy."),
}
_CANCELLED = {
    CancelledBecause.EXPIRED: (
        "This order was not paid in time",
        f"{_NOT_CHARGED} If you still want these items, please order them again.",
    ),
    CancelledBecause.CUSTOMER: ("You cancelled this order", ""),
    CancelledBecause.STAFF: ("We had to cancel this order", "We are sorry about that."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of an order; `at` is None until it is reached."""

    label: str
    at: datetime | None
    state: StepState


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The start of an order page: a title, a text, and the steps."""

    title: str
    text: str
    steps: tuple[Step, ...]


def is_waiting(payments: Sequence[Payment]) -> bool:
    """Return whether a payment is in flight; `payments` are in descending order."""
    return bool(payments) and payments[0].status == Payment.Status.PENDING


def can_pay(order: Order, payments: Sequence[Payment]) -> bool:
    """Return whether the customer can submit another card."""
    return (
        order.status == Status.PENDING and not is_waiting(payments) and len(payments) < MAX_PAYMENTS
    )


def story_of(order: Order, payments: Sequence[Payment]) -> Story:
    """Return the story of an order."""
    if order.status == Status.PENDING:
        title, text = _unpaid(payments)
    elif order.status == Status.CANCELLED:
        title, text = _cancelled(order)
    elif order.status == Status.REFUNDED:
        title, text = "Your order is refunded", _refund_of(order)
    else:
        title, text = _TEXTS[Status(order.status)]
    return Story(title=title, text=text, steps=_steps(order))


def _unpaid(payments: Sequence[Payment]) -> tuple[str, str]:
    if not is_waiting(payments):
        reason = payments[0].reason if payments else ""
        if len(payments) >= MAX_PAYMENTS:
            text = "This order cannot be paid any more. Cancel it and place a new one."
        else:
            text = "You can pay with another card."
        return "The payment was not accepted", f"{reason} {_NOT_CHARGED} {text}".strip()
    if timezone.now() - payments[0].created_at < _SLOW:
        return (
            "Waiting for the bank",
            "The bank usually answers in less than a second. This page updates itself.",
        )
    return (
        "Waiting for the bank",
        "The bank has not answered yet. We ask it again until it does, and this page shows the "
        "answer. You pay once at most.",
    )


def _cancelled(order: Order) -> tuple[str, str]:
    title, text = _CANCELLED[CancelledBecause(order.cancel_reason)]
    if order.cancel_reason != CancelledBecause.EXPIRED:
        text = f"{text} {_refund_of(order) if order.paid_at else _NOT_CHARGED}".strip()
    return title, text


def _refund_of(order: Order) -> str:
    return _REFUNDED if order.total else _NOTHING_PAID


def _steps(order: Order) -> tuple[Step, ...]:
    """Return the steps reached, and those to come unless the order has ended early."""
    steps = [
        ("Placed", order.placed_at),
        ("Paid", order.paid_at),
        ("Shipped", order.shipped_at),
        ("Delivered", order.delivered_at),
    ]
    if order.status in (Status.CANCELLED, Status.REFUNDED):
        steps = [(label, at) for label, at in steps if at]
        ended_at = order.cancelled_at or order.refunded_at
        steps.append((order.get_status_display().capitalize(), ended_at))
    latest = max(index for index, (_, at) in enumerate(steps) if at)
    return tuple(
        Step(label=label, at=at, state=_step_state(index, latest))
        for index, (label, at) in enumerate(steps)
    )


def _step_state(index: int, latest: int) -> StepState:
    if index == latest:
        return "now"
    return "done" if index < latest else "next"
