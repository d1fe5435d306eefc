"""How an order stands, in the customer's words."""

import pytest
from django.utils import timezone

from orders.models import Order
from orders.story import story_of

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
        (
            "pending",
            "We are asking the bank",
            "Placed now, Paid next, Shipped next, Delivered next",
        ),
        ("completed", "Thank you", "Placed done, Paid now, Shipped next, Delivered next"),
        ("shipped", "on its way", "Placed done, Paid done, Shipped now, Delivered next"),
        ("delivered", "has arrived", "Placed done, Paid done, Shipped done, Delivered now"),
        ("refunded", "money back", "Placed done, Paid done, Shipped done, Refunded now"),
    ],
)
def test_each_status_has_its_story(status: str, title: str, way: str) -> None:
    story = story_of(Order(status=status, **REACHED[status]))

    assert title in story.title
    assert story.text
    assert ", ".join(f"{step.label} {step.state}" for step in story.steps) == way


@pytest.mark.parametrize(
    ("reason", "title", "text"),
    [
        ("declined", "Your bank declined", "Nothing has been charged. Your basket is as it was"),
        ("expired", "not paid in time", "Nothing has been charged."),
        ("customer", "You cancelled this order", "Nothing has been charged."),
        ("staff", "We had to cancel", "We are sorry about that. Nothing has been charged."),
    ],
)
def test_each_reason_to_cancel_has_its_story(reason: str, title: str, text: str) -> None:
    story = story_of(Order(status="cancelled", cancel_reason=reason, cancelled_at=NOW))

    assert title in story.title
    assert text in story.text
    assert [(step.label, step.state) for step in story.steps] == [
        ("Placed", "done"),
        ("Cancelled", "now"),
    ]


def test_a_cancelled_order_that_was_paid_is_paid_back() -> None:
    order = Order(status="cancelled", cancel_reason="customer", paid_at=NOW, cancelled_at=NOW)

    assert story_of(order).text.startswith("What you paid goes back to your card")
    assert [step.label for step in story_of(order).steps] == ["Placed", "Paid", "Cancelled"]
