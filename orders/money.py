"""Arithmetic with amounts of money: two places, half up, no cent lost."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal) -> Decimal:
    """The amount in two places, half up."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def share(amount: Decimal, part: Decimal | int, whole: Decimal | int) -> Decimal:
    """What `part` of `whole` has of the amount; nothing of a whole that is nothing."""
    return to_cents(amount * part / whole) if whole else Decimal("0.00")


def apportion(amount: Decimal, totals: Sequence[Decimal]) -> list[Decimal]:
    """Divide an amount among lines in proportion to their totals; the last takes the cent.

    `amount` lies between 0 and the sum of the totals. The parts add up to it exactly, none is
    negative and none is more than its line's total: each line takes its share of what the
    lines before it have left.
    """
    parts = []
    left, rest = amount, sum(totals, Decimal(0))
    for total in totals:
        part = share(left, total, rest)
        parts.append(part)
        left, rest = left - part, rest - total
    return parts
