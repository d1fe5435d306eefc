"""What comes of a payment, card by card."""

import logging
from datetime import timedelta
from decimal import Decimal

import pytest

from events.testing import deliver_all
from orders import services
from orders.gateway import TestGateway
from orders.models import Charge, Refund
from orders.services.cancelling import cancel_unpaid
from tests.orders import shop

pytestmark = pytest.mark.usefixtures("goods")

TWO_MUGS = {"TALL-MUG": 2}


def test_a_good_card_completes_the_order() -> None:
    order = shop.place(TWO_MUGS).order

    result = shop.pay(order)

    assert result.outcome == "completed"
    kept = shop.fresh(order)
    assert (kept.status, order.status) == ("completed", "completed")
    assert kept.paid_at == order.paid_at
    assert (kept.card_brand, kept.card_last4) == ("Visa", "4242")
    assert shop.taken(order) == Decimal("28.90")
    assert shop.events_of(order) == ["order_placed", "order_completed"]
    payload = shop.payload_of(order, "order_completed")
    assert (payload["goods_listed"], payload["shipping_paid"], payload["total_paid"]) == (
        "24.00",
        "4.90",
        "28.90",
    )
    assert payload["email"] == "ada@example.com"
    assert payload["lines"][0]["paid"] == "24.00"


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (shop.DECLINED, "Your bank declined the payment."),
        (shop.NO_FUNDS, "Your bank declined the payment: there is not enough money on the card."),
        (
            "5555555555554444",
            "This is a test shop: it takes test cards only, such as 4242 4242 4242 4242.",
        ),
    ],
)
def test_a_declined_card_cancels_the_order(number: str, reason: str) -> None:
    order = shop.place(TWO_MUGS).order

    result = shop.pay(order, number)

    assert (result.outcome, result.reason) == ("declined", reason)
    kept = shop.fresh(order)
    assert (kept.status, kept.cancel_reason, kept.paid_at) == ("cancelled", "declined", None)
    assert shop.taken(order) == 0
    assert shop.events_of(order) == ["order_placed", "order_cancelled"]
    payload = shop.payload_of(order, "order_cancelled")
    assert (payload["was_paid"], payload["refund_id"], payload["reason"]) == (
        False,
        None,
        "declined",
    )


@pytest.mark.parametrize("number", [shop.ANSWER_LOST, shop.TIMES_OUT])
def test_without_an_answer_the_order_waits(number: str) -> None:
    order = shop.place(TWO_MUGS).order

    assert shop.pay(order, number).outcome == "unknown"

    assert shop.fresh(order).status == "pending"
    assert shop.events_of(order) == ["order_placed"]


def test_asking_twice_takes_the_money_once() -> None:
    order = shop.buy(TWO_MUGS)

    assert shop.pay(order).outcome == "completed"

    assert Charge.objects.count() == 1
    assert shop.events_of(order) == ["order_placed", "order_completed"]


def test_an_order_that_was_cancelled_first_is_not_charged() -> None:
    order = shop.place(TWO_MUGS).order
    services.cancel_order(order_id=order.pk, reason="customer")

    result = shop.pay(order)

    assert result.outcome == "declined"
    assert result.reason == "The order was cancelled before it was paid."
    assert shop.taken(order) == 0
    assert shop.events_of(order) == ["order_placed", "order_cancelled"]


def test_an_order_whose_canceller_died_after_voiding_expires() -> None:
    order = shop.place(TWO_MUGS).order
    TestGateway().void(key=str(order.pk))

    assert shop.pay(order).outcome == "declined"
    assert shop.fresh(order).status == "pending"

    services.expire_orders(now=order.placed_at + timedelta(minutes=15))
    assert shop.fresh(order).cancel_reason == "expired"


def test_a_payment_captured_after_the_order_was_cancelled_is_paid_back_once() -> None:
    order = shop.place(TWO_MUGS).order
    cancel_unpaid(order=shop.fresh(order), reason="expired")

    first, again = shop.pay(order), shop.pay(order)
    deliver_all()

    assert first.outcome == again.outcome == "declined"
    assert first.reason.endswith("You get your money back.")
    refund = shop.refund_of(order)
    assert (refund.key, refund.status, refund.amount) == (
        f"{order.pk}:late",
        Refund.Status.PAID,
        Decimal("28.90"),
    )
    assert shop.taken(order) == 0
    assert shop.events_of(order) == ["order_placed", "order_cancelled", "payment_captured_late"]


def test_a_payment_that_was_paid_back_with_its_order_is_not_late() -> None:
    order = shop.buy(TWO_MUGS)
    services.cancel_order(order_id=order.pk, reason="customer")

    shop.pay(order)
    deliver_all()

    assert shop.refund_of(order).amount == Decimal("28.90")
    assert shop.taken(order) == 0
    assert "payment_captured_late" not in shop.events_of(order)


def test_card_numbers_are_neither_stored_nor_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        order = shop.buy(TWO_MUGS)
        logging.getLogger("orders").info("%r", shop.card())

    kept = [*vars(shop.fresh(order)).values(), *vars(Charge.objects.get()).values(), caplog.text]
    assert not any(shop.PAYS in str(value) for value in kept)
    assert "Card()" in caplog.text
