"""Shares of an amount of money, without losing a cent."""

from collections.abc import Sequence
from decimal import Decimal

from storefront.money import to_cents


def share(amount: Decimal, part: Decimal | int, whole: Decimal | int) -> Decimal:
    """Return the share of the amount that `part` has in `whole`; 0 if `whole` is 0."""
    return to_cents(amount * part / whole) if whole else Decimal("0.00")


def apportion(amount: Decimal, totals: Sequence[Decimal]) -> list[Decimal]:
    """Divide an amount among lines in proportion to their totals.

    `amount` is between 0 and the sum of the totals. The parts add up to it exactly, and each is
    between 0 and its total: every line takes its share of what the lines before it have left.
    """
    parts = []
    left, rest = amount, sum(totals, Decimal(0))
    for total in totals:
        part = share(left, total, rest)
        parts.append(part)
        left, rest = left - part, rest - total
    return parts
