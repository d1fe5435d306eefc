"""Prices and shares add up to the cent."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.money import apportion, share
from orders.pricing import listed_shipping, price
from orders.signals import Adjustment, AdjustmentStage, OrderedLine
from tests.orders.vouchers import off

cents = st.integers(min_value=0, max_value=100_000).map(lambda n: Decimal(n) / 100)


@st.composite
def shelves(draw: st.DrawFn) -> list[OrderedLine]:
    prices = draw(st.lists(cents, min_size=1, max_size=8))
    return [_line(price, draw(st.integers(1, 9)), sku=f"SKU-{n}") for n, price in enumerate(prices)]


def _line(price: Decimal, quantity: int = 1, *, sku: str = "TEA") -> OrderedLine:
    return OrderedLine(
        sku=sku, name=sku, quantity=quantity, unit_price=price, paid=price * quantity
    )


@st.composite
def reductions(draw: st.DrawFn) -> list[Adjustment]:
    stages: list[AdjustmentStage] = ["redemption", "goods", "shipping"]
    return [
        off(
            str(amount),
            draw(st.sampled_from(stages)),
            code=f"code-{n}",
            optional=draw(st.booleans()),
        )
        for n, amount in enumerate(draw(st.lists(cents, max_size=5)))
    ]


@given(lines=shelves(), adjustments=reductions(), redeem=st.sampled_from(["", "code-0", "code-1"]))
def test_price_adds_up(
    lines: list[OrderedLine], adjustments: list[Adjustment], redeem: str
) -> None:
    total = price(lines=lines, adjustments=adjustments, redeem=redeem)
    off_goods = sum((a.amount for a in total.adjustments if a.stage != "shipping"), Decimal(0))
    off_shipping = sum((a.amount for a in total.adjustments if a.stage == "shipping"), Decimal(0))

    assert total.goods_paid == total.goods_listed + off_goods >= 0
    assert total.shipping_paid == total.shipping_listed + off_shipping >= 0
    assert total.total == sum(line.paid for line in total.lines) + total.shipping_paid
    for line in total.lines:
        assert 0 <= line.paid <= line.unit_price * line.quantity
        assert line.paid == line.paid.quantize(Decimal("0.01"))
    chosen = [a for a in total.adjustments if a.optional]
    assert [a.code for a in chosen] == ([total.redeemed] if total.redeemed else [])
    assert total.total_before_redemption == total.total - sum(a.amount for a in chosen)


@given(paid=cents, quantity=st.integers(1, 50))
def test_shares_of_a_line_add_up(paid: Decimal, quantity: int) -> None:
    up_to = [share(paid, pieces, quantity) for pieces in range(quantity + 1)]

    assert up_to[0] == 0
    assert up_to[-1] == paid
    assert up_to == sorted(up_to)


def test_last_line_takes_the_remaining_cent() -> None:
    tens = [Decimal("10.00")] * 3

    assert apportion(Decimal("29.00"), tens) == [Decimal("9.67"), Decimal("9.67"), Decimal("9.66")]


def test_zero_is_apportioned_as_zeros() -> None:
    assert apportion(Decimal("0.00"), [Decimal("0.00")] * 2) == [Decimal("0.00")] * 2


@pytest.mark.parametrize(
    ("goods", "shipping"),
    [("0.00", "0.00"), ("0.01", "4.90"), ("49.99", "4.90"), ("50.00", "0.00")],
)
def test_shipping_is_free_from_fifty(goods: str, shipping: str) -> None:
    assert listed_shipping(Decimal(goods)) == Decimal(shipping)


def test_stages_apply_in_order_and_never_below_zero() -> None:
    given = [
        off("9.00", "redemption", code="points"),
        off("9.00", "shipping", code="free shipping"),
        off("2.00", "goods", code="gold"),
    ]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given)

    assert [(a.code, a.amount) for a in priced.adjustments] == [
        ("gold", Decimal("-2.00")),
        ("free shipping", Decimal("-4.90")),
        ("points", Decimal("-8.00")),
    ]
    assert priced.total == 0


def test_options_are_offered_only_if_they_apply_in_full() -> None:
    given = [
        off("5.00", "redemption", code="500 points", optional=True),
        off("10.00", "redemption", code="1000 points", optional=True),
        off("1.00", "goods"),
    ]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="1000 points")

    assert [offer.code for offer in priced.options] == ["500 points"]
    assert priced.redeemed == ""
    assert priced.total == Decimal("13.90")


def test_one_option_is_redeemed_if_two_share_a_code() -> None:
    given = [off("1.00", "redemption", code="twice", optional=True) for _ in range(2)]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="twice")

    assert priced.total == Decimal("13.90")


def test_surcharges_are_ignored_and_fractions_rounded() -> None:
    given = [off("-3.00", code="surcharge"), off("0.005", code="half a cent")]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given)

    assert [(a.code, a.amount) for a in priced.adjustments] == [("half a cent", Decimal("-0.01"))]
