"""An app of the tests that offers reductions."""

from collections.abc import Sequence
from decimal import Decimal

from orders.signals import Adjustment, AdjustmentStage, CheckoutAdjustments, OrderPlaced

granted: list[Adjustment] = []


def offer_vouchers(*, question: CheckoutAdjustments, **kwargs: object) -> Sequence[Adjustment]:
    return granted


def spend_vouchers(*, event: OrderPlaced, **kwargs: object) -> None:
    """Stop offering the vouchers that an order used."""
    granted.clear()


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
