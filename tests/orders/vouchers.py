"""An app from outside that takes something off the price: what the tests say it should."""

from collections.abc import Sequence
from decimal import Decimal

from orders.signals import Adjustment, AdjustmentStage, CheckoutAdjustments, OrderPlaced

granted: list[Adjustment] = []


def offer_vouchers(*, question: CheckoutAdjustments, **kwargs: object) -> Sequence[Adjustment]:
    return granted


def spend_vouchers(*, event: OrderPlaced, **kwargs: object) -> None:
    """What an order has used is offered to nobody, until it comes back."""
    granted.clear()


def off(
    amount: str, stage: AdjustmentStage = "goods", *, code: str = "", optional: bool = False
) -> Adjustment:
    """So much off, as an adjustment that the tests' app grants or offers."""
    return Adjustment(
        code=code or f"voucher-{stage}",
        label=f"{amount} off",
        amount=-Decimal(amount),
        stage=stage,
        optional=optional,
    )
