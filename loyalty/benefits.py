"""What a customer's standing takes off a price. No database is asked."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from loyalty.redemption import redemptions
from loyalty.tiers import Tier

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benefit:
    """Less to pay: `amount` is negative; the fields are those of an adjustment to a price."""

    code: str
    label: str
    amount: Decimal
    stage: Literal["goods", "shipping", "redemption"]
    optional: bool = False


def benefits_for(
    *, tier: Tier, balance: int, goods: Decimal, delivery: Decimal
) -> Iterator[Benefit]:
    """What the tier grants, then what the points may be redeemed for."""
    discount = percent_of(goods, tier.percent_off)
    if discount:
        yield Benefit(
            code="tier-discount",
            label=f"{tier.percent_off} % off for {tier.name}",
            amount=-discount,
            stage="goods",
        )
    if delivery and tier.free_delivery:
        yield Benefit(
            code="tier-delivery",
            label=f"Free delivery for {tier.name}",
            amount=-delivery,
            stage="shipping",
        )
    for redemption in redemptions(balance=balance, goods=goods - discount):
        yield Benefit(
            code=redemption.code,
            label=f"{redemption.points:,} of your points",
            amount=redemption.amount,
            stage="redemption",
            optional=True,
        )


def percent_of(amount: Decimal, percent: int) -> Decimal:
    """So many hundredths of an amount, in cents, half up."""
    return (amount * percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)
