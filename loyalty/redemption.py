"""Points as money, and the codes by which a checkout redeems them. No database is asked."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor

STEP = 100  # points are redeemed by the hundred,
STEP_WORTH = Decimal("1.00")  # and a hundred of them are worth this, in the shop's currency

_PREFIX = "redeem-"
_CODE = re.compile(_PREFIX + r"([1-9][0-9]{2,8})")


class RedemptionRefused(Exception):
    """The points of `code` cannot be redeemed; `reason` is a sentence for the customer."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Redemption:
    """So many points, a multiple of STEP, for less to pay."""

    points: int

    @property
    def code(self) -> str:
        return f"{_PREFIX}{self.points}"

    @property
    def amount(self) -> Decimal:
        """What it changes the price by: negative."""
        return -worth(self.points)


def points_for(paid: Decimal) -> int:
    """The points that an amount paid for goods earns: one for each whole unit of money."""
    return floor(paid)


def worth(points: int) -> Decimal:
    """What can be had for so many points; a rest below STEP counts for nothing yet."""
    return points // STEP * STEP_WORTH


def redemptions(*, balance: int, goods: Decimal) -> list[Redemption]:
    """What a customer may choose from: as much as the goods can take, and half of that."""
    steps = min(balance // STEP, floor(goods / STEP_WORTH))
    return [Redemption(points=n * STEP) for n in sorted({steps, steps // 2} - {0}, reverse=True)]


def redeemed_points(adjustments: Iterable[tuple[str, Decimal]]) -> int:
    """The points that an order costs, from the code and the amount of each adjustment.

    Codes of other apps cost none. Raises RedemptionRefused for a code of ours that we did
    not offer, or not at this price.
    """
    return sum(_points_of(code, amount) for code, amount in adjustments if code.startswith(_PREFIX))


def _points_of(code: str, amount: Decimal) -> int:
    match = _CODE.fullmatch(code)
    redemption = Redemption(points=int(match[1])) if match else None
    if redemption is None or redemption.points % STEP or redemption.amount != amount:
        raise RedemptionRefused(
            code, "We cannot redeem points like this. Choose one of the offers, or none."
        )
    return redemption.points
