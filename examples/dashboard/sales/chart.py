"""Compute the positions of the bars, lines and labels of the chart. The template draws them.

Horizontal positions are percentages and vertical ones pixels, so that the chart fills the width of
its page without distorted text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from sales.models import Day

PLOT = 220  # pixels from the highest line to the lowest
TOP = 20  # room for the label of the highest line
BOTTOM = 28  # room for the dates
BAR = 0.72  # of the width that a day has
MOST_LINES = 5
MOST_DATES = 5
SMALLEST = 2  # pixels: an amount that is there can be seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """The bars of a day: one up for the revenue, one down for the refunds."""

    day: Day
    x: float
    width: float
    y: int
    up: int
    down: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A horizontal line at a round amount."""

    y: int
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """A date below the bars."""

    day: Day
    x: float
    last: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The content of the chart; `zero` is the vertical position of the base line."""

    bars: Sequence[Bar]
    lines: Sequence[Line]
    dates: Sequence[Date]
    zero: int
    height: int = TOP + PLOT + BOTTOM


def draw(days: Sequence[Day]) -> Chart:
    """Return the chart of at least one day; the oldest day comes first."""
    highest = max(day.revenue for day in days)
    lowest = max(day.refunded for day in days)
    step = _round_step(highest + lowest)
    above = ceil(highest / step) or 1
    a_line = PLOT / (above + float(lowest / step))
    zero = TOP + round(a_line * above)
    slot = 100 / len(days)

    def tall(amount: Decimal) -> int:
        return max(SMALLEST, round(float(amount / step) * a_line)) if amount else 0

    return Chart(
        bars=[
            Bar(
                day=day,
                x=round((index + (1 - BAR) / 2) * slot, 3),
                width=round(BAR * slot, 3),
                y=zero - tall(day.revenue),
                up=tall(day.revenue),
                down=tall(day.refunded),
            )
            for index, day in enumerate(days)
        ],
        lines=[
            Line(y=zero - round(count * a_line), amount=count * step)
            for count in range(-int(lowest / step), above + 1)
        ],
        dates=list(_dates(days, slot)),
        zero=zero,
    )


def _round_step(span: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5, 10, 20, 50 … that needs at most MOST_LINES lines."""
    step, factors = Decimal(1), (2, Decimal("2.5"), 2)
    turn = 0
    while span > step * (MOST_LINES - 1):
        step *= factors[turn % 3]
        turn += 1
    return step


def _dates(days: Sequence[Day], slot: float) -> Iterator[Date]:
    """Yield every n-th date, counted back from the last day, which is always labelled."""
    last = len(days) - 1
    every = -(-len(days) // MOST_DATES)
    for index in range(last % every, len(days), every):
        yield Date(day=days[index], x=round((index + 0.5) * slot, 3), last=index == last)
