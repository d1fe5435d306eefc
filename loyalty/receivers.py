"""What loyalty does when it hears of something, and what it answers when asked."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from decimal import Decimal

from events import EventMetadata
from events.logging import log_fields
from loyalty import panels, selectors, services
from loyalty.benefits import benefits_for
from loyalty.redemption import RedemptionRefused
from loyalty.services import Cause
from orders.signals import (
    Adjustment,
    AdjustmentRefused,
    CheckoutAdjustments,
    OrderCancelled,
    OrderCompleted,
    OrderPagePanels,
    OrderPlaced,
    OrderRefunded,
)
from storefront.panels import HeaderPanels, Panel

logger = logging.getLogger("loyalty.events")


# --- answers -------------------------------------------------------------------------------


def offer_benefits(*, question: CheckoutAdjustments, **kwargs: object) -> Sequence[Adjustment]:
    """Offer what the customer's tier grants and what their points may be redeemed for."""
    standing = selectors.standing_of(customer_id=question.customer_id)
    benefits = benefits_for(
        tier=standing.tier,
        balance=standing.balance,
        goods=question.goods_listed,
        delivery=question.shipping_listed,
    )
    return [Adjustment(**asdict(benefit)) for benefit in benefits]


def show_points_of_order(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show what the order has earned and redeemed."""
    return panels.of_order(
        order_id=question.order_id,
        customer_id=question.customer_id,
        viewer_id=question.viewer_id,
        paid=question.goods_paid,
    )


def show_balance(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Show balance and tier in the header."""
    return panels.of_frame(viewer_id=question.viewer_id)


# --- events --------------------------------------------------------------------------------


def redeem_points(*, event: OrderPlaced, metadata: EventMetadata, **kwargs: object) -> None:
    """Burn the points that the order redeems, or refuse it."""
    try:
        services.redeem_points(
            cause=_cause(event, metadata), adjustments=_prices(event.adjustments)
        )
    except RedemptionRefused as refused:
        raise AdjustmentRefused(refused.code, refused.reason) from refused


def award_points(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Award a point for each whole unit of money paid for goods."""
    services.award_points(cause=_cause(event, metadata), paid=event.goods_paid)


def return_points(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Return the points that the order redeemed, and take back what it earned."""
    services.reverse_points(
        cause=_cause(event, metadata),
        paid_before=event.goods_paid,
        paid_after=Decimal(0),
        returned=_prices(event.adjustments),
    )


def take_back_points(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Take back what was earned with the money that goes back."""
    services.reverse_points(
        cause=_cause(event, metadata),
        paid_before=event.goods_paid_before,
        paid_after=event.goods_paid_after,
        returned=_prices(event.adjustments) if event.whole else (),
    )


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Write a line to the log."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


def _cause(
    event: OrderPlaced | OrderCompleted | OrderCancelled | OrderRefunded, metadata: EventMetadata
) -> Cause:
    return Cause(
        event_id=metadata.event_id,
        occurred_at=metadata.occurred_at,
        customer_id=event.customer_id,
        order_id=event.order_id,
        order_number=event.number,
    )


def _prices(adjustments: Iterable[Adjustment]) -> list[tuple[str, Decimal]]:
    """What the adjustments are called and come to: all that loyalty knows them by."""
    return [(adjustment.code, adjustment.amount) for adjustment in adjustments]
