"""The rules that need no database: tiers, the worth of points, codes, benefits."""

from decimal import Decimal

import pytest

from loyalty.benefits import benefits_for, percent_of
from loyalty.redemption import (
    RedemptionRefused,
    points_for,
    redeemed_points,
    redemptions,
    worth,
)
from loyalty.tiers import BRONZE, GOLD, SILVER, Tier, tier_after, tier_for


@pytest.mark.parametrize(
    ("earned", "tier"),
    [(0, BRONZE), (-7, BRONZE), (499, BRONZE), (500, SILVER), (1999, SILVER), (2000, GOLD)],
)
def test_points_earned_make_the_tier(earned: int, tier: Tier) -> None:
    assert tier_for(earned) == tier


def test_after_gold_there_is_nothing() -> None:
    assert [tier_after(tier) for tier in (BRONZE, SILVER, GOLD)] == [SILVER, GOLD, None]


@pytest.mark.parametrize(
    ("paid", "points"), [("0.00", 0), ("0.99", 0), ("1.00", 1), ("124.10", 124), ("124.99", 124)]
)
def test_every_whole_unit_of_money_earns_a_point(paid: str, points: int) -> None:
    assert points_for(Decimal(paid)) == points


@pytest.mark.parametrize(
    ("points", "money"), [(0, "0.00"), (99, "0.00"), (100, "1.00"), (250, "2.00"), (1200, "12.00")]
)
def test_a_hundred_points_are_worth_one(points: int, money: str) -> None:
    assert worth(points) == Decimal(money)


@pytest.mark.parametrize(
    ("balance", "goods", "points"),
    [
        (99, "50.00", []),
        (100, "50.00", [100]),
        (299, "50.00", [200, 100]),
        (850, "50.00", [800, 400]),
        (850, "3.33", [300, 100]),
        (850, "0.99", []),
        (0, "50.00", []),
    ],
)
def test_all_that_the_goods_take_is_offered_and_half_of_it(
    balance: int, goods: str, points: list[int]
) -> None:
    offered = redemptions(balance=balance, goods=Decimal(goods))
    assert [redemption.points for redemption in offered] == points
    assert all(redemption.amount >= -Decimal(goods) for redemption in offered)


def test_a_code_says_how_many_points_it_costs() -> None:
    chosen = [("redeem-300", Decimal("-3.00")), ("SPRING-SALE", Decimal("-5.00"))]
    assert redeemed_points(chosen) == 300


@pytest.mark.parametrize(
    ("code", "amount"),
    [
        ("redeem-300", "-4.00"),
        ("redeem-300", "3.00"),
        ("redeem-300", "-0.00"),
        ("redeem-250", "-2.50"),
        ("redeem-250", "-2.00"),
        ("redeem--300", "3.00"),
        ("redeem-0", "0.00"),
        ("redeem-0300", "-3.00"),
        ("redeem-", "-3.00"),
        ("redeem-\N{FULLWIDTH DIGIT THREE}00", "-3.00"),
        ("redeem-300\n", "-3.00"),
        ("redeem-all", "-3.00"),
        ("redeem-1" + "0" * 40, "-1" + "0" * 38),
    ],
)
def test_a_code_that_was_not_offered_is_refused(code: str, amount: str) -> None:
    with pytest.raises(RedemptionRefused) as refused:
        redeemed_points([(code, Decimal(amount))])
    assert refused.value.code == code
    assert "Choose one of the offers" in refused.value.reason


@pytest.mark.parametrize(
    ("amount", "off"), [("0.09", "0.00"), ("0.10", "0.01"), ("0.30", "0.02"), ("168.40", "8.42")]
)
def test_a_discount_is_rounded_half_up(amount: str, off: str) -> None:
    assert percent_of(Decimal(amount), 5) == Decimal(off)


def offered(tier: Tier, *, balance: int = 0, delivery: str = "4.90") -> dict[str, Decimal]:
    goods = Decimal("10.00")
    benefits = benefits_for(tier=tier, balance=balance, goods=goods, delivery=Decimal(delivery))
    return {benefit.code: benefit.amount for benefit in benefits}


def test_bronze_pays_what_everybody_pays() -> None:
    assert offered(BRONZE) == {}


def test_silver_gets_the_delivery_free() -> None:
    assert offered(SILVER) == {"tier-delivery": Decimal("-4.90")}
    assert offered(SILVER, delivery="0.00") == {}


def test_gold_pays_less_for_the_goods_too_and_redeems_only_the_rest() -> None:
    assert offered(GOLD, balance=1000) == {
        "tier-discount": Decimal("-0.50"),
        "tier-delivery": Decimal("-4.90"),
        "redeem-900": Decimal("-9.00"),
        "redeem-400": Decimal("-4.00"),
    }
