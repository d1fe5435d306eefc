"""Tiers and the value of points, without a database."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from loyalty.models import (
    BRONZE,
    GOLD,
    SILVER,
    Tier,
    points_for,
    tier_after,
    tier_for,
    twelve_months_before,
    value_of,
)
from loyalty.selectors import Standing


@pytest.mark.parametrize(
    ("earned", "tier"),
    [(0, BRONZE), (-7, BRONZE), (499, BRONZE), (500, SILVER), (1999, SILVER), (2000, GOLD)],
)
def test_earned_points_determine_the_tier(earned: int, tier: Tier) -> None:
    assert tier_for(earned) == tier


def test_gold_is_the_highest_tier() -> None:
    assert [tier_after(tier) for tier in (BRONZE, SILVER, GOLD)] == [SILVER, GOLD, None]


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2025-02-28", "2024-02-28"),
        ("2024-03-01", "2023-03-01"),
        ("2025-03-01", "2024-03-01"),
        ("2024-02-29", "2023-02-28"),
    ],
)
def test_twelve_months_include_leap_days(now: str, then: str) -> None:
    start = twelve_months_before(datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert start.date().isoformat() == then


@pytest.mark.parametrize(
    ("paid", "points"), [("0.00", 0), ("0.99", 0), ("1.00", 1), ("124.10", 124), ("124.99", 124)]
)
def test_each_whole_unit_of_money_earns_a_point(paid: str, points: int) -> None:
    assert points_for(Decimal(paid)) == points


@pytest.mark.parametrize(
    ("points", "money"), [(0, "0.00"), (99, "0.00"), (100, "1.00"), (250, "2.00"), (1200, "12.00")]
)
def test_hundred_points_are_worth_one_unit_of_money(points: int, money: str) -> None:
    assert value_of(points) == Decimal(money)


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
def test_offers_are_the_most_points_and_half_of_them(
    balance: int, goods: str, points: list[int]
) -> None:
    assert Standing(balance=balance).redeemable_points(Decimal(goods)) == points


@pytest.mark.parametrize(
    ("goods", "discount"),
    [("0.09", "0.00"), ("0.10", "0.01"), ("0.30", "0.02"), ("168.40", "8.42")],
)
def test_gold_discount_is_rounded_half_up(goods: str, discount: str) -> None:
    assert Standing(earned=2000).discount_on(Decimal(goods)) == Decimal(discount)
    assert Standing(earned=500).discount_on(Decimal(goods)) == 0
