"""The text of every type of message, in the inbox and in both bodies of its e-mail."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string

from inventory.signals import StockDepleted, StockLow
from notifications import selectors
from notifications.models import Message, MessageType
from notifications.services.emails import build_email
from notifications.services.messages import Recipient, write_messages
from orders.signals import Adjustment, RefundedLine
from tests.notifications.factories import (
    MessageFactory,
    PointsAwardedFactory,
    StockDepletedFactory,
    StockLowFactory,
    StockReplenishedFactory,
    TierReachedFactory,
)
from tests.order_events import GUEST_EMAIL, ORDER_ID, ordered_line
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    DeliveredFactory,
    RefundedFactory,
    ShippedFactory,
)

pytestmark = pytest.mark.django_db

COMPLETED = CompletedFactory.build(
    lines=(ordered_line("TEAPOT", "Stoneware teapot", 2, "19.70"), ordered_line(price="129.00")),
    adjustments=(
        Adjustment(code="a", label="5 % Gold discount", amount=Decimal("-8.42"), stage="goods"),
        Adjustment(code="b", label="Free delivery", amount=Decimal("-4.90"), stage="shipping"),
    ),
    goods_listed=Decimal("168.40"),
    goods_paid=Decimal("159.98"),
    shipping_paid=Decimal("0.00"),
)
CANCELLED = CancelledFactory.build(lines=(ordered_line(),))
REFUNDED = RefundedFactory.build(
    lines=(
        RefundedLine(
            sku="TEAPOT",
            name="Stoneware teapot",
            quantity=1,
            amount=Decimal("18.71"),
            resaleable=True,
        ),
    )
)
FAILURES = {
    "total": 3,
    "failures": [
        {"receiver": "loyalty.award_points", "count": 2},
        {"receiver": "notifications.send_email", "count": 1},
    ],
}

EXAMPLES: dict[MessageType, tuple[dict[str, Any], str, list[str]]] = {
    MessageType.RECEIPT: (
        asdict(COMPLETED),
        "Your receipt for order S-1042",
        ["2 x Stoneware teapot", "€39.40", "Gold discount", "-€8.42", "Free", "€159.98"],
    ),
    MessageType.SHIPPED: (
        asdict(ShippedFactory.build()),
        "Order S-1042 is on its way",
        ["with Parcel Post", "PP-4711"],
    ),
    MessageType.DELIVERED: (
        asdict(DeliveredFactory.build()),
        "Order S-1042 has been delivered",
        ["missing or damaged"],
    ),
    MessageType.CANCELLED: (
        asdict(CANCELLED),
        "Order S-1042 has been cancelled",
        ["cancelled as you requested", "€129.00", "1 x Brass telescope"],
    ),
    MessageType.REFUNDED: (
        asdict(REFUNDED),
        "Refund of €18.71 for order S-1042",
        ["Part of your order", "1 x Stoneware teapot", "€18.71"],
    ),
    MessageType.POINTS: (
        asdict(PointsAwardedFactory.build()),
        "You earned 159 points",
        ["159 points", "Your balance is 420"],
    ),
    MessageType.TIER: (
        asdict(TierReachedFactory.build()),
        "You have reached Gold",
        ["Gold", "customer"],
    ),
    MessageType.BACK_IN_STOCK: (
        asdict(StockReplenishedFactory.build()),
        "Back in stock: Brass telescope",
        ["Brass telescope", "/products/brass-telescope/"],
    ),
    MessageType.STOCK_LOW: (
        asdict(StockLowFactory.build()),
        "Low stock: Stoneware teapot",
        ["(TEAPOT)", "3 left", "threshold is 5", "/admin/inventory/product/TEAPOT/change/"],
    ),
    MessageType.SOLD_OUT: (
        asdict(StockDepletedFactory.build()),
        "Sold out: Brass telescope",
        ["(BRASS-TELESCOPE)", "/admin/inventory/product/BRASS-TELESCOPE/change/"],
    ),
    MessageType.DELIVERIES_FAILED: (
        FAILURES,
        "3 failed deliveries",
        ["loyalty.award_points: 2", "/admin/events/delivery/?status__exact=failed"],
    ),
}

SIMPLER = {
    "\N{NO-BREAK SPACE}": " ",
    "\N{MULTIPLICATION SIGN}": "x",
    "\N{MINUS SIGN}": "-",
    "<strong>": "",
    "</strong>": "",
}


def message_of(message_type: MessageType, context: dict[str, Any], **changes: Any) -> Message:
    text = render_to_string(selectors.text_template(message_type), context)
    subject = text.partition("\n")[0]
    message: Message = MessageFactory.create(
        **{"type": message_type, "context": context, "subject": subject, **changes}
    )
    message.refresh_from_db()
    return message


def bodies(message: Message, *, order_link: str = "") -> tuple[str, str]:
    email = build_email(message, order_link=order_link)
    return str(email.body), str(email.alternatives[0][0])


def plain(text: str) -> str:
    """Return the text without typographic signs and emphasis."""
    for sign, simple in SIMPLER.items():
        text = text.replace(sign, simple)
    return text


@pytest.mark.parametrize("message_type", MessageType)
def test_message_states_the_facts_in_every_body(message_type: MessageType) -> None:
    context, subject, facts = EXAMPLES[message_type]

    message = message_of(message_type, context)

    assert message.subject == subject
    for body in (*bodies(message), selectors.message_body(message)):
        for fact in facts:
            assert fact in plain(body)


@pytest.mark.parametrize(
    ("message_type", "event", "fact"),
    [
        (
            MessageType.STOCK_LOW,
            StockLowFactory.build(cause="adjusted"),
            "Pieces were written off.",
        ),
        (
            MessageType.STOCK_LOW,
            StockLowFactory.build(cause="threshold"),
            "The threshold was raised.",
        ),
        (
            MessageType.SOLD_OUT,
            StockDepletedFactory.build(cause="adjusted"),
            "the last pieces were written off.",
        ),
    ],
)
def test_message_to_staff_names_the_cause(
    message_type: MessageType, event: StockLow | StockDepleted, fact: str
) -> None:
    message = message_of(message_type, asdict(event))

    assert "Sold" not in message.subject
    for body in (*bodies(message), selectors.message_body(message)):
        assert fact in body
        assert "sold" not in body.lower()


@pytest.mark.parametrize("message_type", MessageType)
def test_bodies_suit_their_readers(message_type: MessageType) -> None:
    context = {**EXAMPLES[message_type][0], "name": "CLAIM YOUR PRIZE"}
    message = message_of(message_type, context)

    text, html = bodies(message, order_link="https://shop.example/o?a=1&b=2")
    inbox = selectors.message_body(message)

    assert "<" not in text
    assert "&amp;" not in text
    assert "\n\n\n" not in text
    assert "style=" not in inbox
    assert "<script" not in inbox
    for body in (text, html):
        assert "Hello," in body
        assert "number" not in context or "PRIZE" not in body, "the greeting is fixed"


@pytest.mark.parametrize(
    ("message_type", "event"),
    [
        (
            MessageType.CANCELLED,
            CancelledFactory.build(goods_paid=Decimal("0.00"), shipping_paid=Decimal("0.00")),
        ),
        (MessageType.REFUNDED, RefundedFactory.build(amount=Decimal("0.00"), whole=True)),
    ],
)
def test_order_without_a_payment_of_money_has_no_refund(
    message_type: MessageType, event: Any
) -> None:
    message = message_of(message_type, asdict(event))

    for body in (*bodies(message), selectors.message_body(message)):
        assert "There is no money to refund." in body
        assert "card" not in body


def test_product_name_is_escaped_in_html_only() -> None:
    context = asdict(StockLowFactory.build(name="<b>Tea & Co</b>"))
    message = message_of(MessageType.SOLD_OUT, context)

    text, html = bodies(message)

    assert message.subject == "Sold out: <b>Tea & Co</b>"
    assert "<b>Tea & Co</b>" in text
    assert "&lt;b&gt;Tea &amp; Co&lt;/b&gt;" in html
    assert "<b>Tea" not in html


@pytest.mark.parametrize(
    ("reason", "was_paid", "expected", "unexpected"),
    [
        ("expired", False, "did not receive a payment in time", "We refund"),
        ("customer", False, "Your card was not charged", "We refund"),
        ("customer", True, "We refund €129.00", "was not charged"),
        ("staff", True, "we had to cancel", "was not charged"),
        ("staff", False, "Your card was not charged", "We refund"),
    ],
)
def test_cancellation_states_reason_and_refund(
    reason: str, was_paid: bool, expected: str, unexpected: str
) -> None:
    event = CancelledFactory.build(reason=reason, was_paid=was_paid, lines=(ordered_line(),))

    for body in bodies(message_of(MessageType.CANCELLED, asdict(event))):
        assert expected in plain(body)
        assert unexpected not in plain(body)
        assert ("Brass telescope" in body) == was_paid


def test_full_refund_includes_delivery() -> None:
    event = RefundedFactory.build(whole=True)

    for body in bodies(message_of(MessageType.REFUNDED, asdict(event))):
        assert "refunded in full, including what you paid for delivery" in body


@pytest.mark.parametrize(
    ("points", "subject"), [(1, "You earned 1 point"), (1844, "You earned 1,844 points")]
)
def test_points_are_counted_and_grouped(points: int, subject: str) -> None:
    context = asdict(PointsAwardedFactory.build(points=points))

    assert message_of(MessageType.POINTS, context).subject == subject


@pytest.mark.parametrize(
    ("message_type", "recipient", "reason"),
    [
        (MessageType.TIER, {}, "you have an account at"),
        (MessageType.STOCK_LOW, {}, "you work at"),
        (MessageType.SHIPPED, {"recipient": None}, "this address was given with an order"),
    ],
    ids=["customer", "staff", "guest"],
)
def test_footer_gives_the_reason_and_accounts_a_choice(
    message_type: MessageType, recipient: dict[str, None], reason: str
) -> None:
    to = {"email": GUEST_EMAIL, "order_id": ORDER_ID, **recipient} if recipient else {}

    for body in bodies(message_of(message_type, EXAMPLES[message_type][0], **to)):
        assert reason in body
        offered = "http://localhost:8000/notifications/preferences/" in body
        assert offered is not bool(recipient)


def test_inbox_body_links_to_the_order() -> None:
    message = message_of(MessageType.SHIPPED, EXAMPLES[MessageType.SHIPPED][0], order_id=ORDER_ID)

    assert f'href="/orders/{ORDER_ID}/"' in selectors.message_body(message)


@pytest.mark.parametrize("name", ["Tea\r\nBcc: all@example.com", "Teapot " * 60])
def test_subject_is_one_short_line(name: str) -> None:
    context = asdict(StockLowFactory.build(name=name))
    recipient = Recipient(email=GUEST_EMAIL, event_id=ORDER_ID)

    write_messages(MessageType.STOCK_LOW, context, [recipient])

    subject = Message.objects.get().subject
    assert len(subject) <= 150
    assert subject.isprintable()


def test_shipped_parcel_has_a_link_if_its_carrier_has_a_page() -> None:
    page = "https://post.example/track/PP-4711"
    context = {"number": "S-1042", "tracking_number": "PP-4711", "tracking_url": page}
    message = MessageFactory.create(type=MessageType.SHIPPED, context=context)

    text, html = bodies(message)

    assert f"PP-4711\n{page}\n" in text
    assert f'<a href="{page}">Track your parcel</a>' in html
