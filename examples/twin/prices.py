"""Prices: goods and shipping, before and after the customer's benefits and redeemed points."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from examples.twin.models import BasketLine
from examples.twin.points import Standing, TooFew, worth

SHIPPING, FREE_SHIPPING_FROM = Decimal("4.90"), Decimal("50.00")
ZERO, CENT = Decimal("0.00"), Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a basket; `_listed` is before benefits and redeemed points, `_paid` after."""

    goods_listed: Decimal
    goods_paid: Decimal
    shipping_listed: Decimal
    shipping_paid: Decimal

    @property
    def total(self) -> Decimal:
        return self.goods_paid + self.shipping_paid


def quote(lines: Sequence[BasketLine], standing: Standing, redeem: int = 0) -> Price:
    """Return the price of a basket. Raise TooFew if these points cannot be redeemed for it."""
    goods = sum((line.total for line in lines), ZERO)
    shipping = ZERO if goods >= FREE_SHIPPING_FROM else SHIPPING
    discount = (goods * standing.tier.percent_off / 100).quantize(CENT, ROUND_HALF_UP)
    if redeem > standing.points or worth(redeem) > goods - discount:
        raise TooFew
    return Price(
        goods_listed=goods,
        goods_paid=goods - discount - worth(redeem),
        shipping_listed=shipping,
        shipping_paid=ZERO if standing.tier.free_shipping else shipping,
    )
