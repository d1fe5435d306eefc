"""What every kind says, on the site and in both bodies of its e-mail."""

from dataclasses import asdict
from typing import Any

import pytest

from notifications import rendering
from notifications.models import Kind, Message
from tests.notifications import stories
from tests.notifications.factories import MessageFactory

pytestmark = pytest.mark.django_db

STORIES: dict[Kind, tuple[Any, str, list[str]]] = {
    Kind.RECEIPT: (
        stories.completed(),
        "Your receipt for order S-1042",
        ["2 x Stoneware teapot", "€39.40", "Silver", "-€8.42", "Delivery", "free", "€159.98"],
    ),
    Kind.SHIPPED: (
        stories.shipped(),
        "Order S-1042 is on its way",
        ["with Parcel Post", "PIGEON-7"],
    ),
    Kind.DELIVERED: (stories.delivered(), "Order S-1042 has arrived", ["missing or broken"]),
    Kind.CANCELLED: (
        stories.cancelled(),
        "Order S-1042 is cancelled",
        ["You cancelled this order", "€129.00", "1 x Brass telescope"],
    ),
    Kind.REFUNDED: (
        stories.refunded(),
        "We pay €18.71 back for order S-1042",
        ["A part of your order", "1 x Stoneware teapot", "€18.71"],
    ),
    Kind.POINTS: (stories.points(1), "You have earned 159 points", ["159 points", "420 to spend"]),
    Kind.TIER: (stories.tier(1), "You have reached Gold", ["Gold", "customer"]),
    Kind.BACK_IN_STOCK: (
        stories.replenished(),
        "Back in stock: Brass telescope",
        ["Brass telescope", "/products/brass-telescope/"],
    ),
    Kind.STOCK_LOW: (
        stories.low(),
        "Only 3 left: Stoneware teapot",
        ["Stoneware teapot", "(TEAPOT)", "has fallen to 3", "warned at 5"],
    ),
    Kind.SOLD_OUT: (
        stories.depleted(),
        "Sold out: Brass telescope",
        ["Brass telescope", "(BRASS-TELESCOPE)"],
    ),
}


SIMPLER = {
    "\N{NO-BREAK SPACE}": " ",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{MINUS SIGN}": "-",
    "<strong>": "",
    "</strong>": "",
}


def message_of(kind: Kind, event: Any, **changes: Any) -> Message:
    context = asdict(event)
    subject = rendering.subject(kind, context)
    message: Message = MessageFactory.create(
        **{"kind": kind, "context": context, "subject": subject, **changes}
    )
    message.refresh_from_db()
    return message


def bodies(message: Message, *, order_link: str = "") -> tuple[str, str]:
    mail = rendering.email(message, order_link=order_link)
    return str(mail.body), str(mail.alternatives[0][0])


def plain(text: str) -> str:
    """The words of a body, with signs that every keyboard has."""
    for sign, simple in SIMPLER.items():
        text = text.replace(sign, simple)
    return text


def test_there_is_a_story_for_every_kind() -> None:
    assert set(STORIES) == set(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_says_what_happened_wherever_it_is_read(kind: Kind) -> None:
    event, subject, facts = STORIES[kind]

    message = message_of(kind, event)

    assert message.subject == subject
    text, html = bodies(message)
    for body in (text, html, rendering.body_on_site(message)):
        for fact in facts:
            assert fact in plain(body)


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_brings_styles_or_scripts_to_the_site(kind: Kind) -> None:
    body = rendering.body_on_site(message_of(kind, STORIES[kind][0]))

    assert "style=" not in body
    assert "<script" not in body


@pytest.mark.parametrize("kind", Kind)
def test_the_text_is_text(kind: Kind) -> None:
    text, _ = bodies(
        message_of(kind, STORIES[kind][0]), order_link="https://shop.example/o?a=1&b=2"
    )

    assert "<" not in text
    assert "&amp;" not in text
    assert "\n\n\n" not in text


def test_a_name_is_text_in_html_and_itself_in_the_text() -> None:
    message = message_of(Kind.SOLD_OUT, stories.low(name="<b>Tea & Co</b>"))

    text, html = bodies(message)

    assert message.subject == "Sold out: <b>Tea & Co</b>"
    assert "<b>Tea & Co</b>" in text
    assert "&lt;b&gt;Tea &amp; Co&lt;/b&gt;" in html
    assert "<b>Tea" not in html


@pytest.mark.parametrize(
    ("reason", "was_paid", "said", "unsaid"),
    [
        ("declined", False, "Your bank declined the payment", "back to the card"),
        ("expired", False, "did not reach us in time", "back to the card"),
        ("customer", False, "Nothing was charged", "back to the card"),
        ("customer", True, "We pay €129.00 back", "Nothing was charged"),
        ("staff", True, "we had to cancel", "Nothing was charged"),
        ("staff", False, "Nothing was charged", "back to the card"),
    ],
)
def test_a_cancellation_says_why_and_what_becomes_of_the_money(
    reason: str, was_paid: bool, said: str, unsaid: str
) -> None:
    message = message_of(Kind.CANCELLED, stories.cancelled(reason=reason, was_paid=was_paid))

    for body in bodies(message):
        assert said in plain(body)
        assert unsaid not in plain(body)


def test_a_whole_refund_says_that_delivery_is_in_it() -> None:
    for body in bodies(message_of(Kind.REFUNDED, stories.refunded(whole=True))):
        assert "includes what you paid for delivery" in body


def test_one_point_is_one_point() -> None:
    assert message_of(Kind.POINTS, stories.points(1, points=1)).subject == "You have earned 1 point"
    many = message_of(Kind.POINTS, stories.points(1, points=1844))
    assert many.subject == "You have earned 1,844 points"


def test_who_has_an_account_is_told_where_to_choose() -> None:
    for body in bodies(message_of(Kind.TIER, stories.tier(1))):
        assert "because you have an account" in body
        assert "http://localhost:8000/notifications/preferences/" in body


def test_staff_are_told_that_they_work_here() -> None:
    for body in bodies(message_of(Kind.STOCK_LOW, stories.low())):
        assert "because you work at Signal Shop" in body


def test_a_guest_is_told_why_and_is_sent_to_no_account() -> None:
    guest = {"recipient": None, "email": stories.GUEST, "order_id": stories.ORDER_ID}

    for body in bodies(message_of(Kind.SHIPPED, stories.shipped(), **guest)):
        assert "because you ordered at Signal Shop" in body
        assert "/notifications/preferences/" not in body


@pytest.mark.parametrize("kind", [Kind.STOCK_LOW, Kind.SOLD_OUT, Kind.BACK_IN_STOCK])
def test_nobody_is_greeted_by_the_name_of_a_product(kind: Kind) -> None:
    for body in bodies(message_of(kind, STORIES[kind][0])):
        assert "Hello," in body


def test_on_the_site_the_order_is_a_click_away() -> None:
    message = message_of(Kind.SHIPPED, stories.shipped(), order_id=stories.ORDER_ID)

    assert f'href="/orders/{stories.ORDER_ID}/"' in rendering.body_on_site(message)
