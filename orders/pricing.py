"""What a basket costs: a calculation without a database."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from orders.money import to_cents
from orders.signals import Adjustment, AdjustmentStage
from orders.values import Priced, PricedLine

DELIVERY = Decimal("4.90")
FREE_DELIVERY_FROM = Decimal("50.00")

_STAGES: tuple[AdjustmentStage, ...] = ("goods", "shipping", "redemption")
NOTHING = Decimal("0.00")


def goods_of(lines: Iterable[PricedLine]) -> Decimal:
    """What the lines cost that can be ordered."""
    return sum((line.total for line in lines if not line.problem), NOTHING)


def delivery_for(goods: Decimal) -> Decimal:
    """What delivery costs before adjustments; nothing for a basket of nothing."""
    return NOTHING if goods == 0 or goods >= FREE_DELIVERY_FROM else DELIVERY


def price(*, lines: Sequence[PricedLine], adjustments: Sequence[Adjustment], redeem: str) -> Priced:
    """Take the adjustments off, in the order tier, delivery, redemption, never below zero.

    One that is granted counts as far as there is something to take it off. One that the
    customer may choose is on offer only where all of it counts, since it costs them
    something; `redeem` is the code of the chosen one.
    """
    goods = goods_of(lines)
    delivery = delivery_for(goods)
    left = {"goods": goods, "delivery": delivery}
    applied: list[Adjustment] = []
    offers: list[Adjustment] = []
    redeemed = ""
    for given in sorted(adjustments, key=lambda a: _STAGES.index(a.stage)):
        pot = "delivery" if given.stage == "shipping" else "goods"
        counts = max(to_cents(given.amount), -left[pot])
        if counts >= 0:
            continue
        if given.optional:
            if counts != to_cents(given.amount):
                continue
            offers.append(given)
            if redeemed or given.code != redeem:
                continue
            redeemed = given.code
        applied.append(_counting(given, counts))
        left[pot] += counts
    return Priced(
        lines=tuple(lines),
        goods=goods,
        delivery=delivery,
        adjustments=tuple(applied),
        offers=tuple(offers),
        redeemed=redeemed,
        total=left["goods"] + left["delivery"],
    )


def _counting(given: Adjustment, amount: Decimal) -> Adjustment:
    return Adjustment(
        code=given.code,
        label=given.label,
        amount=amount,
        stage=given.stage,
        optional=given.optional,
    )
