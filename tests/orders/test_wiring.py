"""What orders hears and says, as a whole: log lines, statements, names for people."""

import logging

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders import selectors, services
from tests.orders import shop
from tests.orders.factories import (
    ChargeFactory,
    ChargeRefundFactory,
    CheckoutTokenFactory,
    LineFactory,
    OfferFactory,
    OrderFactory,
    RefundFactory,
)

MUG_AND_TEA = {"TALL-MUG": 1, "GREEN-TEA": 2}


@pytest.mark.usefixtures("goods")
@pytest.mark.django_db(transaction=True)
def test_placing_and_paying_takes_few_statements() -> None:
    """The checkout's own share of its 25 statements is 8; the session and others do the rest."""
    shop.buy(MUG_AND_TEA)
    seen = selectors.price_basket(basket=MUG_AND_TEA, customer_id=None).total

    with CaptureQueriesContext(connection) as captured:
        order = shop.place(MUG_AND_TEA, seen_total=seen).order
        shop.pay(order)

    statements = [query["sql"] for query in captured if not query["sql"].startswith(_CONTROL)]
    ours = [sql for sql in statements if "orders_" in sql and "events_" not in sql]
    assert len(ours) <= 9, ours
    assert len(statements) <= 23, statements


_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.mark.usefixtures("goods")
@pytest.mark.django_db(transaction=True)
def test_every_announcement_is_a_line_in_the_log_without_a_name_in_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, logger="orders.events"):
        order = shop.buy(MUG_AND_TEA)
        services.cancel_order(order_id=order.pk, reason="customer")

    lines = [record for record in caplog.records if record.name == "orders.events"]
    assert [line.getMessage() for line in lines] == [
        "orders.order_placed",
        "orders.order_completed",
        "orders.order_cancelled",
    ]
    for line in lines:
        assert vars(line)["order_id"] == str(order.pk)
        assert vars(line)["number"] == order.number
        assert "Lovelace" not in str(vars(line))
        assert "ada@" not in str(vars(line))


@pytest.mark.django_db
def test_everything_has_a_name_for_people() -> None:
    charge = ChargeFactory.create()
    token = CheckoutTokenFactory.create()

    assert str(OfferFactory.create()) == "Tall mug"
    assert str(OrderFactory.create(number="SHOP-1")) == "SHOP-1"
    assert str(LineFactory.create(quantity=2)) == "2 of Tall mug"
    assert str(token) == f"Checkout of {token.order_id}"
    assert str(charge) == "16.90 captured"
    assert str(ChargeRefundFactory.create(charge=charge)) == "1.00 back"
    assert str(RefundFactory.create()) == "12.00 back"


@pytest.mark.django_db
def test_an_order_has_an_address_of_its_own() -> None:
    order = OrderFactory.create()

    assert order.get_absolute_url() == f"/orders/{order.pk}/"
