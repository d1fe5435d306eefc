"""Log lines, readable names and addresses of orders."""

import logging

import pytest

from orders import services
from tests.orders import shop
from tests.orders.factories import (
    BasketLineFactory,
    ChargeFactory,
    ChargeRefundFactory,
    LineFactory,
    OfferFactory,
    OrderFactory,
    PaymentFactory,
    RefundFactory,
)

MUG_AND_TEA = {"TALL-MUG": 1, "GREEN-TEA": 2}


@pytest.mark.usefixtures("goods")
@pytest.mark.django_db(transaction=True)
def test_events_are_logged_without_personal_data(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="orders.events"):
        order = shop.buy(MUG_AND_TEA)
        services.cancel_order(order_id=order.pk, reason="customer")

    lines = [record for record in caplog.records if record.name == "orders.events"]
    assert [line.getMessage() for line in lines] == [
        "orders.order_placed",
        "orders.payment_requested",
        "orders.order_completed",
        "orders.order_cancelled",
    ]
    for line in lines:
        assert vars(line)["order_id"] == str(order.pk)
        assert "Lovelace" not in str(vars(line))
        assert "ada@" not in str(vars(line))


@pytest.mark.django_db
def test_rows_have_readable_names() -> None:
    charge = ChargeFactory.create()
    line = BasketLineFactory.create(quantity=2)

    assert str(OfferFactory.create()) == "Tall mug"
    assert str(OrderFactory.create(number="SHOP-1")) == "SHOP-1"
    assert str(LineFactory.create(quantity=2)) == "2 \N{MULTIPLICATION SIGN} Tall mug"
    assert str(line) == f"2 \N{MULTIPLICATION SIGN} {line.offer_id}"
    assert str(line.basket) == f"Basket {line.basket.id}"
    assert str(PaymentFactory.create()) == "16.90 captured"
    assert str(charge) == "16.90 captured"
    assert str(ChargeRefundFactory.create(charge=charge)) == "1.00 refunded"
    assert str(RefundFactory.create()) == "12.00 refunded"
