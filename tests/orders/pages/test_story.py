"""The status of an order in the customer's words."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from orders.models import Order, Payment
from orders.story import can_pay, story_of

NOW = timezone.now()
REACHED = {
    "pending": {},
    "completed": {"paid_at": NOW},
    "shipped": {"paid_at": NOW, "shipped_at": NOW},
    "delivered": {"paid_at": NOW, "shipped_at": NOW, "delivered_at": NOW},
    "refunded": {"paid_at": NOW, "shipped_at": NOW, "refunded_at": NOW},
}


@pytest.mark.parametrize(
    ("status", "title", "way"),
    [
        ("pending", "Waiting for the bank", "Placed now, Paid next, Shipped next, Delivered next"),
        ("completed", "Thank you", "Placed done, Paid now, Shipped next, Delivered next"),
        ("shipped", "on its way", "Placed done, Paid done, Shipped now, Delivered next"),
        ("delivered", "has arrived", "Placed done, Paid done, Shipped done, Delivered now"),
        ("refunded", "is refunded", "Placed done, Paid done, Shipped done, Refunded now"),
    ],
)
def test_each_status_has_its_story(status: str, title: str, way: str) -> None:
    payment = Payment(status="pending" if status == "pending" else "captured")
    story = story_of(Order(status=status, **REACHED[status]), [payment])

    assert title in story.title
    assert story.text
    assert ", ".join(f"{step.label} {step.state}" for step in story.steps) == way


@pytest.mark.parametrize(
    ("reason", "title", "text"),
    [
        ("expired", "not paid in time", "Nothing has been charged."),
        ("customer", "You cancelled this order", "Nothing has been charged."),
        ("staff", "We had to cancel", "We are sorry about that. Nothing has been charged."),
    ],
)
def test_each_cancel_reason_has_its_story(reason: str, title: str, text: str) -> None:
    story = story_of(Order(status="cancelled", cancel_reason=reason, cancelled_at=NOW), [])

    assert title in story.title
    assert text in story.text
    assert [(step.label, step.state) for step in story.steps] == [
        ("Placed", "done"),
        ("Cancelled", "now"),
    ]


def test_cancelled_paid_order_is_refunded() -> None:
    order = Order(status="cancelled", cancel_reason="customer", paid_at=NOW, cancelled_at=NOW)
    order.total = Decimal("42.90")

    assert story_of(order, []).text.startswith("We refund what you paid")
    assert [step.label for step in story_of(order, []).steps] == ["Placed", "Paid", "Cancelled"]


@pytest.mark.parametrize("status", ["cancelled", "refunded"])
def test_order_without_a_payment_of_money_has_no_refund(status: str) -> None:
    order = Order(status=status, cancel_reason="customer", paid_at=NOW, total=Decimal("0.00"))

    assert story_of(order, []).text == "There is no money to refund."


def test_declined_payment_shows_reason_and_offers_another_card() -> None:
    order = Order(status="pending")
    declined = Payment(status="declined", reason="Not enough money.")

    story = story_of(order, [declined])

    assert story.title == "The payment was not accepted"
    assert "Not enough money. Nothing has been charged." in story.text
    assert can_pay(order, [declined])
    assert not can_pay(order, [declined] * 5)
    assert "cannot be paid any more" in story_of(order, [declined] * 5).text


def test_story_of_a_slow_bank_is_truthful() -> None:
    order, slow = Order(status="pending"), Payment(created_at=NOW - timedelta(seconds=11))

    assert "has not answered yet" in story_of(order, [slow]).text
    assert not can_pay(order, [slow])
