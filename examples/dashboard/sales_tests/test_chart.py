"""The positions in the chart."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sales.chart import PLOT, TOP, draw
from sales.models import Day
from sales_tests.factories import DayFactory


def days(*revenue: str, refunded: str = "0") -> list[Day]:
    """Return consecutive days; the last one also has a refund."""
    row = [
        DayFactory.build(
            date=date(2026, 3, 1) + timedelta(days=index), revenue_cents=int(Decimal(sum_) * 100)
        )
        for index, sum_ in enumerate(revenue)
    ]
    row[-1].refunded_cents = int(Decimal(refunded) * 100)
    return row


def test_bar_heights_are_proportional_to_revenue() -> None:
    chart = draw(days("100", "50", "0"))

    assert chart.zero == TOP + PLOT
    assert [bar.up for bar in chart.bars] == [PLOT, PLOT // 2, 0]
    assert {bar.y + bar.up for bar in chart.bars} == {chart.zero}


def test_refunds_are_below_the_line_in_the_same_scale() -> None:
    chart = draw(days("120", "120", refunded="60"))

    assert chart.bars[1].down * 2 == pytest.approx(chart.bars[1].up, abs=2)
    assert chart.zero + chart.bars[1].down == TOP + PLOT
    assert [line.amount for line in chart.lines] == [-50, 0, 50, 100, 150]


@pytest.mark.parametrize(
    ("highest", "amounts"),
    [
        ("0.80", [0, 1]),
        ("4", [0, 1, 2, 3, 4]),
        ("39", [0, 10, 20, 30, 40]),
        ("81", [0, 50, 100]),
        ("1042.90", [0, 500, 1000, 1500]),
    ],
)
def test_lines_are_at_round_amounts(highest: str, amounts: list[int]) -> None:
    chart = draw(days(highest))

    assert [line.amount for line in chart.lines] == amounts
    assert chart.lines[0].y == chart.zero
    assert chart.lines[-1].y == TOP
    assert all(line.y >= TOP for line in chart.lines)


def test_smallest_amount_is_visible() -> None:
    assert draw(days("0.01", "90000")).bars[0].up == 2


@pytest.mark.parametrize("length", [1, 7, 30, 90])
def test_bars_share_the_width_above_at_most_five_dates(length: int) -> None:
    chart = draw(days(*["1"] * length))

    edges = [(bar.x, bar.x + bar.width) for bar in chart.bars]
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert edges[0][0] > 0
    assert edges[-1][1] < 100
    assert 1 <= len(chart.dates) <= 5
    assert [label.day for label in chart.dates if label.last] == [chart.bars[-1].day]
