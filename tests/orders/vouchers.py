"""An app of the tests that offers reductions, and refuses orders."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal

from orders.services import OrderRefused
from orders.signals import (
    Adjustment,
    AdjustmentStage,
    CheckoutAdjustments,
    OrderPlaced,
    order_placed,
)

granted: list[Adjustment] = []


def offer_vouchers(*, question: CheckoutAdjustments, **kwargs: object) -> Sequence[Adjustment]:
    return granted


def off(
    amount: str, stage: AdjustmentStage = "goods", *, code: str = "", optional: bool = False
) -> Adjustment:
    """Return an adjustment of this amount."""
    return Adjustment(
        code=code or f"voucher-{stage}",
        label=f"{amount} off",
        amount=-Decimal(amount),
        stage=stage,
        optional=optional,
    )


@contextmanager
def refusing(reason: str) -> Iterator[None]:
    """Refuse the orders of a block."""

    def refuse_order(*, event: OrderPlaced, **kwargs: object) -> None:
        raise OrderRefused(reason)

    order_placed.connect(refuse_order)
    try:
        yield
    finally:
        order_placed.disconnect(refuse_order)
