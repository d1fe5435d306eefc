"""From a basket to one order that waits for its payment."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import Settings
from uuid_utils.compat import uuid7

from accounts.models import User
from events.models import Refusal, StoredEvent
from inventory.models import Stock
from inventory.services import change_product, withdraw_product
from orders import services
from orders.models import Basket, Order, Payment
from orders.models import order as order_module
from orders.signals import OrderPlaced, order_placed
from orders.visitors import Visitor
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.vouchers import off, refusing

pytestmark = pytest.mark.usefixtures("goods")

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


def nothing_happened() -> bool:
    """Return whether no order exists, the basket is open and the stock is unchanged."""
    return (
        not Order.objects.exists()
        and Basket.objects.get().order_id is None
        and Stock.objects.get(product="TALL-MUG").reserved == 0
        and not StoredEvent.objects.filter(signal__startswith="orders.").exists()
    )


def test_order_holds_what_was_ordered() -> None:
    order = shop.place(MUG_AND_TEA)

    lines = order.lines.values_list("sku", "name", "unit_price", "quantity", "listed", "paid")
    assert list(lines) == [
        ("TALL-MUG", "Tall mug", Decimal("12.00"), 2, Decimal("24.00"), Decimal("24.00")),
        ("GREEN-TEA", "Green tea", Decimal("3.33"), 3, Decimal("9.99"), Decimal("9.99")),
    ]
    assert (order.goods_listed, order.shipping_listed, order.total) == (
        Decimal("33.99"),
        Decimal("4.90"),
        Decimal("38.89"),
    )
    assert (order.status, order.city, order.country) == ("pending", "London", "GB")
    assert shop.available("TALL-MUG") == 98


def test_order_and_payment_are_published() -> None:
    order = shop.place(MUG_AND_TEA)

    assert shop.events_of(order) == ["order_placed", "payment_requested"]
    payload = shop.payload_of(order, "order_placed")
    assert payload["total_due"] == "38.89"
    assert [line["paid"] for line in payload["lines"]] == ["24.00", "9.99"]
    payment = shop.payment_of(order)
    assert (payment.status, payment.amount) == ("pending", order.total)
    requested = shop.payload_of(order, "payment_requested")
    assert (requested["payment_id"], requested["attempt"]) == (str(payment.id), 1)
    assert "token" not in requested


def test_adjustments_are_apportioned(grant: Grant) -> None:
    grant(off("1.00"), off("4.90", "shipping"))

    order = shop.place(MUG_AND_TEA)

    assert (order.goods_paid, order.shipping_paid) == (Decimal("32.99"), Decimal("0.00"))
    assert order.total == Decimal("32.99")
    assert [line.paid for line in order.lines.all()] == [Decimal("23.29"), Decimal("9.70")]
    assert [a.code for a in order.adjustments_as_event()] == ["voucher-goods", "voucher-shipping"]


def test_order_can_be_free(grant: Grant) -> None:
    grant(off("12.00", "redemption"), off("4.90", "shipping"))

    assert shop.buy({"TALL-MUG": 1}).total == 0


def test_basket_becomes_one_order() -> None:
    basket = shop.fill_basket(MUG_AND_TEA)
    order = shop.submit(basket)

    with pytest.raises(services.BasketOrdered) as ordered:
        shop.submit(basket)

    assert ordered.value.order_id == order.id
    assert Order.objects.count() == 1
    assert shop.available("TALL-MUG") == 98


def add_tea(basket: Basket) -> None:
    shop.fill_basket({"GREEN-TEA": 1}, visitor=Visitor(guest_id=basket.guest_id))


def raise_the_price(basket: Basket) -> None:
    change_product(sku="TALL-MUG", price=Decimal("13.00"))


def withdraw_the_product(basket: Basket) -> None:
    withdraw_product(sku="TALL-MUG")


def change_nothing(basket: Basket) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "submission", "error"),
    [
        (add_tea, {}, services.BasketChanged),
        (raise_the_price, {"seen_total": Decimal("16.90")}, services.TotalChanged),
        (withdraw_the_product, {}, services.BasketChanged),
        (change_nothing, {"redeem": "invented"}, services.AdjustmentRefused),
    ],
)
def test_order_is_placed_as_it_was_seen_or_not_at_all(
    change: Callable[[Basket], None], submission: dict[str, Any], error: type[Exception]
) -> None:
    basket = shop.fill_basket({"TALL-MUG": 1})
    change(basket)

    with pytest.raises(error):
        shop.submit(basket, **submission)

    assert nothing_happened()


def test_stock_refuses_what_the_replica_does_not_know() -> None:
    basket = shop.fill_basket({"TALL-MUG": 4})
    Stock.objects.filter(product="TALL-MUG").update(available=3, received=3)

    with pytest.raises(services.LinesUnavailable) as refused:
        shop.submit(basket)

    [shortage] = refused.value.shortages
    assert (shortage.sku, shortage.wanted, shortage.available) == ("TALL-MUG", 4, 3)
    assert nothing_happened()
    assert Refusal.objects.get().refused_with == "LinesUnavailable"


def test_any_app_can_refuse_an_order() -> None:
    basket = shop.fill_basket({"TALL-MUG": 1})

    with refusing("No tea on Sundays."), pytest.raises(services.OrderRefused, match="on Sundays"):
        shop.submit(basket)

    assert nothing_happened()


def test_number_that_is_taken_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = shop.place({"TALL-MUG": 1}).number
    numbers = iter([taken, "SHOP-FREE-0001"])
    monkeypatch.setattr("orders.services.placing.new_number", lambda: next(numbers))

    with shop.committed():
        order = shop.place({"TALL-MUG": 1})

    assert order.number == "SHOP-FREE-0001"
    assert shop.available("TALL-MUG") == 98


def test_number_has_no_confusable_letters() -> None:
    drawn = "".join(order_module.new_number() for _ in range(100)).replace("SHOP-", "")

    assert not set(drawn) & set("ILOU")


@pytest.mark.parametrize("signed_in", [True, False])
def test_unpaid_orders_are_limited(settings: Settings, signed_in: bool) -> None:
    settings.ORDERS_MAX_UNPAID_ORDERS = 2
    customer = User.objects.create_user("ada@example.com")
    visitor = Visitor(customer_id=customer.pk) if signed_in else Visitor(guest_id=uuid7())

    def order() -> Order:
        return shop.submit(shop.fill_basket({"TALL-MUG": 1}, visitor=visitor))

    paid, unpaid, _ = shop.charge(order()), order(), order()
    assert paid.status == "completed"

    with pytest.raises(services.TooManyUnpaidOrders, match="2 unpaid orders"):
        order()
    services.cancel_order(order_id=unpaid.pk, reason="customer")

    shop.submit(services.current_basket(visitor=visitor))  # type: ignore[arg-type]  # it is open
    assert shop.place({"TALL-MUG": 1}).status == "pending", "other visitors are not limited"


def test_unpaid_pieces_are_limited(settings: Settings) -> None:
    settings.ORDERS_MAX_UNPAID_PIECES = 9
    visitor = Visitor(guest_id=uuid7())
    shop.submit(shop.fill_basket({"TALL-MUG": 5}, visitor=visitor))

    with pytest.raises(services.TooManyUnpaidOrders, match="at most 9 pieces"):
        shop.submit(shop.fill_basket({"TALL-MUG": 5}, visitor=visitor))


def test_token_is_stored_until_the_payment_is_settled() -> None:
    order = shop.place({"TALL-MUG": 1})
    assert shop.payment_of(order).token == shop.token()

    shop.charge(order)

    assert not Payment.objects.exclude(token="").exists()


def test_other_integrity_errors_are_not_taken_for_a_used_number() -> None:
    def violate(*, event: OrderPlaced, **kwargs: object) -> None:
        raise IntegrityError("another constraint")

    order_placed.connect(violate)
    try:
        with pytest.raises(IntegrityError, match="another constraint"):
            shop.place(MUG_AND_TEA)
    finally:
        order_placed.disconnect(violate)
    assert not Order.objects.exists()
