"""From a basket to a pending order."""

from decimal import Decimal

import pytest

from events.models import StoredEvent
from inventory.services import change_product, withdraw_product
from orders import services
from orders.models import CheckoutToken, Line, Order
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


def test_an_order_says_what_was_wanted_what_it_costs_and_where_it_goes() -> None:
    placement = shop.place(MUG_AND_TEA)

    order = shop.fresh(placement.order)
    assert placement.created
    assert (order.status, order.customer_id, order.paid_at) == ("pending", None, None)
    assert (order.name, order.postcode, order.country) == ("Ada Lovelace", "SW1Y 4JH", "GB")
    assert (order.goods, order.delivery, order.total) == (
        Decimal("33.99"),
        Decimal("4.90"),
        Decimal("38.89"),
    )
    lines = order.lines.values_list("sku", "name", "unit_price", "quantity", "total", "paid")
    assert list(lines) == [
        ("TALL-MUG", "Tall mug", Decimal("12.00"), 2, Decimal("24.00"), Decimal("24.00")),
        ("GREEN-TEA", "Green tea", Decimal("3.33"), 3, Decimal("9.99"), Decimal("9.99")),
    ]


def test_the_announcement_carries_the_lines_and_the_order_is_its_correlation() -> None:
    order = shop.place(MUG_AND_TEA).order

    assert shop.events_of(order) == ["order_placed"]
    payload = shop.payload_of(order, "order_placed")
    assert payload["order_id"] == str(order.pk)
    assert payload["number"] == order.number
    assert payload["total_due"] == "38.89"
    assert [(line["sku"], line["quantity"], line["paid"]) for line in payload["lines"]] == [
        ("TALL-MUG", 2, "24.00"),
        ("GREEN-TEA", 3, "9.99"),
    ]


def test_numbers_are_for_people_and_say_nothing_about_how_many_orders_there_are() -> None:
    numbers = {shop.place({"GREEN-TEA": 1}).order.number for _ in range(5)}

    assert len(numbers) == 5
    for number in numbers:
        assert number.startswith("SHOP-")
        assert not set(number.removeprefix("SHOP-")) & set("ILOU")


def test_delivery_is_free_from_fifty() -> None:
    assert shop.place({"TALL-MUG": 4}).order.delivery == Decimal("4.90")
    assert shop.place({"TEAPOT": 1, "GREEN-TEA": 1}).order.delivery == Decimal("0.00")


def test_adjustments_are_kept_and_apportioned_to_the_lines(grant: Grant) -> None:
    grant(off("1.00"), off("4.90", "shipping"))

    order = shop.fresh(shop.place(MUG_AND_TEA).order)

    assert order.total == Decimal("32.99")
    assert order.adjustment == Decimal("-5.90")
    assert order.shipping_paid == Decimal("0.00")
    assert [given.code for given in order.granted] == ["voucher-goods", "voucher-shipping"]
    assert list(order.lines.values_list("paid", flat=True)) == [Decimal("23.29"), Decimal("9.70")]
    placed = shop.payload_of(order, "order_placed")
    assert [given["amount"] for given in placed["adjustments"]] == ["-1.00", "-4.90"]


def test_what_the_customer_chose_to_redeem_is_taken_off(grant: Grant) -> None:
    grant(off("2.00", "redemption", code="two-off", optional=True))

    assert shop.place({"TALL-MUG": 1}).order.total == Decimal("16.90")
    assert shop.place({"TALL-MUG": 1}, redeem="two-off").order.total == Decimal("14.90")


def test_an_order_may_cost_nothing(grant: Grant) -> None:
    grant(off("12.00", "redemption"), off("4.90", "shipping"))

    order = shop.buy({"TALL-MUG": 1})

    assert order.total == Decimal("0.00")
    assert order.status == "completed"


def _nothing_happened() -> bool:
    kept = (Order, Line, CheckoutToken)
    placed = StoredEvent.objects.filter(signal="orders.order_placed")
    return not any(model.objects.exists() for model in kept) and not placed.exists()


def test_an_empty_basket_is_refused() -> None:
    with pytest.raises(services.BasketEmpty):
        shop.place({})
    assert _nothing_happened()


def test_a_price_that_changed_is_shown_before_it_is_paid() -> None:
    change_product(sku="TALL-MUG", price=Decimal("13.00"))

    with pytest.raises(services.BasketChanged) as refused:
        shop.place({"TALL-MUG": 1}, seen_total=Decimal("16.90"))

    assert refused.value.priced.total == Decimal("17.90")
    assert _nothing_happened()


def test_a_product_that_was_withdrawn_is_named() -> None:
    withdraw_product(sku="TALL-MUG")

    with pytest.raises(services.BasketChanged) as refused:
        shop.place(MUG_AND_TEA, seen_total=Decimal("38.89"))

    assert [line.sku for line in refused.value.priced.problems] == ["TALL-MUG"]
    assert [line.sku for line in refused.value.priced.orderable] == ["GREEN-TEA"]
    assert _nothing_happened()


def test_an_unknown_product_is_named_even_where_the_total_is_right() -> None:
    with pytest.raises(services.BasketChanged) as refused:
        shop.place({"UNICORN": 1, "TALL-MUG": 1})

    assert [line.sku for line in refused.value.priced.problems] == ["UNICORN"]


def test_what_is_not_in_stock_cannot_be_ordered() -> None:
    shop.put_on_shelf("SAMOVAR", name="Samovar", price="240.00", pieces=1)

    with pytest.raises(services.LinesUnavailable) as refused:
        shop.place({"SAMOVAR": 2, "TALL-MUG": 1})

    short = refused.value.shortages
    assert [(each.sku, each.wanted, each.available) for each in short] == [("SAMOVAR", 2, 1)]
    assert shop.available("TALL-MUG") == 100
    assert _nothing_happened()


def test_what_is_not_on_offer_cannot_be_redeemed(grant: Grant) -> None:
    grant(off("2.00", "redemption", code="two-off", optional=True))

    with pytest.raises(services.AdjustmentRefused) as refused:
        shop.place({"TALL-MUG": 1}, redeem="somebody-elses")

    assert refused.value.code == "somebody-elses"
    assert _nothing_happened()


def test_the_same_submission_gives_the_same_order() -> None:
    first = shop.place(MUG_AND_TEA, token="the form that was sent twice")
    again = shop.place(MUG_AND_TEA, token="the form that was sent twice")

    assert (first.created, again.created) == (True, False)
    assert again.order == first.order
    assert shop.events_of(first.order) == ["order_placed"]


def test_a_repeated_submission_finds_its_order_even_when_the_basket_is_empty_by_now() -> None:
    first = shop.place(MUG_AND_TEA, token="sent twice")

    again = shop.place({}, token="sent twice", seen_total=Decimal("38.89"))

    assert again.order == first.order


def test_a_refused_submission_can_be_sent_again() -> None:
    with pytest.raises(services.BasketChanged):
        shop.place({"TALL-MUG": 1}, token="mine", seen_total=Decimal("1.00"))

    assert shop.place({"TALL-MUG": 1}, token="mine").created
