"""The drawing, as numbers."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from sales.chart import PLOT, TOP, draw
from sales.models import Day
from sales_tests.factories import DayFactory


def days(*taken: str, paid_back: str = "0") -> list[Day]:
    """A row of days; the last one also paid something back."""
    row = [
        DayFactory.build(
            date=date(2026, 3, 1) + timedelta(days=index), taken_cents=int(Decimal(sum_) * 100)
        )
        for index, sum_ in enumerate(taken)
    ]
    row[-1].paid_back_cents = int(Decimal(paid_back) * 100)
    return row


def test_bars_stand_on_the_zero_line_as_tall_as_their_amounts() -> None:
    chart = draw(days("100", "50", "0"))

    assert chart.zero == TOP + PLOT
    assert [bar.up for bar in chart.bars] == [PLOT, PLOT // 2, 0]
    assert {bar.y + bar.up for bar in chart.bars} == {chart.zero}


def test_what_was_paid_back_hangs_below_it_in_the_same_measure() -> None:
    chart = draw(days("120", "120", paid_back="60"))

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


def test_a_cent_can_be_seen_beside_a_fortune() -> None:
    assert draw(days("0.01", "90000")).bars[0].up == 2


@pytest.mark.parametrize("length", [1, 7, 30, 90])
def test_bars_share_the_width_and_a_few_dates_stand_below(length: int) -> None:
    chart = draw(days(*["1"] * length))

    edges = [(bar.x, bar.x + bar.width) for bar in chart.bars]
    assert all(left[1] < right[0] for left, right in pairwise(edges))
    assert edges[0][0] > 0
    assert edges[-1][1] < 100
    assert 1 <= len(chart.dates) <= 5
    assert [label.day for label in chart.dates if label.last] == [chart.bars[-1].day]
