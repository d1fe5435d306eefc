"""The price of a basket: a calculation without a database."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from orders.money import apportion
from orders.signals import Adjustment, AdjustmentStage, OrderedLine
from orders.values import Price
from storefront.money import to_cents

SHIPPING = Decimal("4.90")
FREE_SHIPPING_FROM = Decimal("50.00")
ZERO = Decimal("0.00")

_STAGES: tuple[AdjustmentStage, ...] = ("goods", "shipping", "redemption")


def listed_shipping(goods_listed: Decimal) -> Decimal:
    """Return the shipping fee before adjustments; 0 for an empty basket."""
    return ZERO if goods_listed == 0 or goods_listed >= FREE_SHIPPING_FROM else SHIPPING


def price(
    *, lines: Sequence[OrderedLine], adjustments: Sequence[Adjustment], redeem: str = ""
) -> Price:
    """Apply the adjustments in the order of their stages; no amount falls below 0.

    An adjustment that exceeds the remaining amount is reduced to it. An optional one is offered
    only if it applies in full, because the customer gives something for it; `redeem` is the
    code of the one that the customer chose.
    """
    listed = [line.unit_price * line.quantity for line in lines]
    goods_listed = sum(listed, ZERO)
    shipping_listed = listed_shipping(goods_listed)
    left = {"goods": goods_listed, "shipping": shipping_listed}
    applied: list[Adjustment] = []
    options: list[Adjustment] = []
    redeemed = ""
    for adjustment in sorted(adjustments, key=lambda a: _STAGES.index(a.stage)):
        pot = "shipping" if adjustment.stage == "shipping" else "goods"
        wanted = to_cents(adjustment.amount)
        amount = max(wanted, -left[pot])
        if amount >= 0:
            continue
        if adjustment.optional:
            if amount != wanted:
                continue
            options.append(adjustment)
            if redeemed or adjustment.code != redeem:
                continue
            redeemed = adjustment.code
        applied.append(replace(adjustment, amount=amount))
        left[pot] += amount
    paid = apportion(left["goods"], listed)
    return Price(
        lines=tuple(replace(line, paid=part) for line, part in zip(lines, paid, strict=True)),
        goods_listed=goods_listed,
        goods_paid=left["goods"],
        shipping_listed=shipping_listed,
        shipping_paid=left["shipping"],
        adjustments=tuple(applied),
        options=tuple(options),
        redeemed=redeemed,
    )
