"""The twin keeps the promises of the shop: nothing is sold, charged or placed twice."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from examples.twin import checkout, messages, points, stock
from examples.twin.bank import ANSWER_LOST, DECLINED, bank
from examples.twin.models import Account, Order, Payment, Product

pytestmark = pytest.mark.django_db

PAYS = "4242424242424242"
ADA = 1


@pytest.fixture(autouse=True)
def _shelf(db: None) -> Iterator[None]:
    """Put five teapots and a mug on the shelf, and give Ada 200 points."""
    Product.objects.create(sku="TEAPOT", price=Decimal("30.00"), available=5)
    Product.objects.create(sku="MUG", price=Decimal("12.00"), available=1)
    Account.objects.create(customer_id=ADA, points=200)
    yield
    bank.charges.clear()
    bank.refunds.clear()


def place(submission: str = "first", **changes: Any) -> Order:
    asked = {"basket": {"TEAPOT": 1}, "email": "ada@example.com", "customer_id": ADA, **changes}
    return checkout.place(token=submission, **asked)


def shelf(sku: str = "TEAPOT") -> tuple[int, int]:
    product = Product.objects.get(pk=sku)
    return product.available, product.reserved


def balance() -> int:
    return Account.objects.get(pk=ADA).points


def payment_of(order: Order) -> str:
    return Payment.objects.get(order=order).status


def messages_of(order: Order) -> dict[str, bool]:
    """Return the kinds of the order's messages, and whether each was sent."""
    return {m.kind: m.sent_at is not None for m in order.messages.order_by("pk")}


def test_paid_order_has_all_reactions() -> None:
    order = place(redeem=100)
    assert (order.total, shelf(), balance()) == (Decimal("33.90"), (4, 1), 100)

    assert checkout.pay(order, card=PAYS) == "completed"

    assert shelf() == (4, 0)
    assert balance() == 100 + 29
    assert messages_of(order) == {"receipt": True, "points": True}
    assert bank.has(str(order.pk)) == order.total
    assert (order.payment.amount, payment_of(order)) == (order.total, "captured")
    receipt, earned = mail.outbox
    assert (receipt.subject, earned.subject) == ("Your receipt", "You earned points")
    assert "TEAPOT: 30.00" in receipt.body
    assert "29 points" in earned.body
    assert list(order.movements.values_list("cause", flat=True)) == ["reserved", "sold"]
    assert list(order.entries.values_list("points", flat=True)) == [-100, 29]


def test_large_order_ships_free_and_guest_earns_nothing() -> None:
    order = place(basket={"TEAPOT": 2}, customer_id=None)
    checkout.pay(order, card=PAYS)
    assert order.total == Decimal("60.00")
    assert list(Account.objects.values_list("pk", "points")) == [(ADA, 200)]


def test_repeated_submission_places_and_charges_once() -> None:
    first, again = place(), place()
    assert first.pk == again.pk
    assert [checkout.pay(first, card=PAYS), checkout.pay(again, card=PAYS)] == ["completed"] * 2
    assert (shelf(), balance()) == ((4, 0), 230)
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"basket": {"TEAPOT": 1, "MUG": 2}}, stock.Unavailable),
        ({"basket": {"KITE": 1}}, stock.Unavailable),
        ({"redeem": 300}, points.TooFew),
        ({"redeem": 100, "customer_id": None}, points.TooFew),
    ],
)
def test_refusal_leaves_nothing(wish: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        place(**wish)
    assert not Order.objects.exists()
    assert (shelf(), shelf("MUG"), balance()) == ((5, 0), (1, 0), 200)


def test_declined_card_returns_stock_and_points() -> None:
    order = place(redeem=100)
    assert checkout.pay(order, card=DECLINED) == "cancelled"
    assert (shelf(), balance(), messages_of(order)) == ((5, 0), 200, {"cancelled": True})
    assert payment_of(order) == "failed"


def test_lost_answer_is_settled_later() -> None:
    order = place()
    assert checkout.pay(order, card=ANSWER_LOST) == "pending"
    unpaid = place("second")

    checkout.settle()

    order.refresh_from_db()
    unpaid.refresh_from_db()
    assert (order.status, unpaid.status) == ("completed", "pending")
    assert (payment_of(order), payment_of(unpaid)) == ("captured", "pending")


def test_cancelled_paid_order_is_refunded_once() -> None:
    order = place(redeem=100)
    checkout.pay(order, card=PAYS)

    assert [checkout.cancel(order), checkout.cancel(order)] == [True, False]

    assert (shelf(), balance(), bank.has(str(order.pk))) == ((5, 0), 200, Decimal(0))
    assert messages_of(order) == {"receipt": True, "points": True, "cancelled": True}
    assert not checkout.complete(order)


def test_interrupted_refund_is_completed_later(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    checkout.pay(order, card=PAYS)
    with monkeypatch.context() as patch:
        patch.setattr(checkout, "_refund", _dies)
        with pytest.raises(ConnectionError):
            checkout.cancel(order)
    assert bank.has(str(order.pk))

    checkout.settle()

    assert not bank.has(str(order.pk))
    assert messages_of(order) == {"receipt": True, "points": True, "cancelled": True}


def test_unsent_email_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    order = place()
    with monkeypatch.context() as patch:
        patch.setattr(messages, "send_mail", _dies)
        assert checkout.pay(order, card=PAYS) == "completed"
    assert messages_of(order) == {"receipt": False, "points": False}
    assert messages.send_waiting() == 2
    assert messages_of(order) == {"receipt": True, "points": True}


def test_failing_order_does_not_delay_others(monkeypatch: pytest.MonkeyPatch) -> None:
    poisoned, fine = place(), place("second", customer_id=None)
    for order in (poisoned, fine):
        assert checkout.pay(order, card=ANSWER_LOST) == "pending"

    def award(order: Order) -> None:
        if order.customer_id:
            raise ConnectionError

    monkeypatch.setattr(points, "award", award)
    checkout.settle()

    assert Order.objects.get(pk=fine.pk).status == "completed"
    assert Order.objects.get(pk=poisoned.pk).status == "pending"


def test_migrations_are_complete() -> None:
    call_command("makemigrations", "twin", check=True, dry_run=True, verbosity=0)


def _dies(*args: object, **kwargs: object) -> None:
    raise ConnectionError
