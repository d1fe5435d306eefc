"""No cent is lost: apportioning, sharing, and what a basket costs."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orders.money import apportion, share
from orders.pricing import delivery_for, price
from orders.signals import Adjustment, AdjustmentStage
from orders.values import PricedLine
from tests.orders.vouchers import off

cents = st.integers(min_value=0, max_value=100_000).map(lambda n: Decimal(n) / 100)


@st.composite
def shelves(draw: st.DrawFn) -> list[PricedLine]:
    prices = draw(st.lists(cents, min_size=1, max_size=8))
    return [_line(price, draw(st.integers(1, 9)), sku=f"SKU-{n}") for n, price in enumerate(prices)]


def _line(price: Decimal, quantity: int = 1, *, sku: str = "TEA", problem: str = "") -> PricedLine:
    return PricedLine(
        sku=sku,
        slug=sku.lower(),
        name=sku,
        emoji="",
        unit_price=price,
        quantity=quantity,
        total=price * quantity,
        problem=problem,
    )


@st.composite
def reductions(draw: st.DrawFn) -> list[Adjustment]:
    tiers: list[AdjustmentStage] = ["redemption", "goods", "shipping"]
    return [
        off(
            str(amount),
            draw(st.sampled_from(tiers)),
            code=f"code-{n}",
            optional=draw(st.booleans()),
        )
        for n, amount in enumerate(draw(st.lists(cents, max_size=5)))
    ]


@given(lines=shelves(), adjustments=reductions(), redeem=st.sampled_from(["", "code-0", "code-1"]))
def test_an_order_adds_up_whatever_is_taken_off(
    lines: list[PricedLine], adjustments: list[Adjustment], redeem: str
) -> None:
    priced = price(lines=lines, adjustments=adjustments, redeem=redeem)
    off_goods = sum((a.amount for a in priced.adjustments if a.stage != "shipping"), Decimal(0))
    off_delivery = sum((a.amount for a in priced.adjustments if a.stage == "shipping"), Decimal(0))

    parts = apportion(priced.goods + off_goods, [line.total for line in lines])

    assert sum(parts) == priced.goods + off_goods
    assert priced.total == priced.goods + priced.delivery + off_goods + off_delivery
    assert priced.goods + off_goods >= 0
    assert priced.delivery + off_delivery >= 0
    for part, line in zip(parts, lines, strict=True):
        assert 0 <= part <= line.total
        assert part == part.quantize(Decimal("0.01"))
    chosen = [a for a in priced.adjustments if a.optional]
    assert [a.code for a in chosen] == ([priced.redeemed] if priced.redeemed else [])


@given(paid=cents, quantity=st.integers(1, 50))
def test_the_pieces_of_a_line_cost_what_the_line_cost(paid: Decimal, quantity: int) -> None:
    up_to = [share(paid, pieces, quantity) for pieces in range(quantity + 1)]

    assert up_to[0] == 0
    assert up_to[-1] == paid
    assert up_to == sorted(up_to)


def test_the_last_line_takes_the_cent() -> None:
    tens = [Decimal("10.00")] * 3

    assert apportion(Decimal("29.00"), tens) == [Decimal("9.67"), Decimal("9.67"), Decimal("9.66")]


def test_of_nothing_everybody_gets_nothing() -> None:
    assert apportion(Decimal("0.00"), [Decimal("0.00")] * 2) == [Decimal("0.00")] * 2


@pytest.mark.parametrize(
    ("goods", "delivery"),
    [("0.00", "0.00"), ("0.01", "4.90"), ("49.99", "4.90"), ("50.00", "0.00")],
)
def test_delivery_is_free_from_fifty(goods: str, delivery: str) -> None:
    assert delivery_for(Decimal(goods)) == Decimal(delivery)


def test_tier_then_delivery_then_redemption_and_never_below_zero() -> None:
    given = [
        off("9.00", "redemption", code="points"),
        off("9.00", "shipping", code="free delivery"),
        off("2.00", "goods", code="gold"),
    ]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="")

    assert [(a.code, a.amount) for a in priced.adjustments] == [
        ("gold", Decimal("-2.00")),
        ("free delivery", Decimal("-4.90")),
        ("points", Decimal("-8.00")),
    ]
    assert priced.total == 0


def test_what_costs_the_customer_something_is_offered_only_where_all_of_it_counts() -> None:
    given = [
        off("5.00", "redemption", code="500 points", optional=True),
        off("10.00", "redemption", code="1000 points", optional=True),
        off("1.00", "goods"),
    ]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="1000 points")

    assert [offer.code for offer in priced.offers] == ["500 points"]
    assert priced.redeemed == ""
    assert priced.total == Decimal("13.90")


def test_only_one_offer_is_redeemed_whatever_shares_its_code() -> None:
    given = [off("1.00", "redemption", code="twice", optional=True) for _ in range(2)]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="twice")

    assert priced.total == Decimal("13.90")


def test_nobody_makes_an_order_dearer_or_counts_fractions_of_a_cent() -> None:
    given = [off("-3.00", code="surcharge"), off("0.005", code="half a cent")]

    priced = price(lines=[_line(Decimal("10.00"))], adjustments=given, redeem="")

    assert [(a.code, a.amount) for a in priced.adjustments] == [("half a cent", Decimal("-0.01"))]


def test_what_cannot_be_ordered_costs_nothing() -> None:
    lines = [_line(Decimal("60.00"), problem="not on sale"), _line(Decimal("10.00"), sku="MUG")]

    assert price(lines=lines, adjustments=[], redeem="").total == Decimal("14.90")
