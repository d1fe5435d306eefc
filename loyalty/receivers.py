"""React to the events of orders, and answer questions of other apps."""

import logging
from collections.abc import Sequence
from decimal import Decimal

from accounts.signals import AccountClosed, AppData, CustomerPanels, PersonalData
from events.api import EventMetadata
from events.log import log_fields
from loyalty import selectors, services
from loyalty.models import Entry, EntryType, points_for, value_of
from orders.signals import (
    Adjustment,
    AdjustmentRefused,
    CheckoutAdjustments,
    GuestOrderJoined,
    OrderCancelled,
    OrderCompleted,
    OrderPagePanels,
    OrderPlaced,
    OrderRefunded,
)
from storefront.panels import HeaderPanels, Panel

logger = logging.getLogger("loyalty.events")


# --- events --------------------------------------------------------------------------------


def redeem_points(*, event: OrderPlaced, metadata: EventMetadata, **kwargs: object) -> None:
    """Redeem the points that the order uses, or refuse the order."""
    adjustments = [(adjustment.code, adjustment.amount) for adjustment in event.adjustments]
    try:
        services.redeem_points(source=_source(event, metadata), adjustments=adjustments)
    except services.RedemptionNotAllowed as error:
        raise AdjustmentRefused(error.code, error.reason) from error


def award_points(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Award a point for each whole unit of money paid for goods."""
    services.award_points(source=_source(event, metadata), paid=event.goods_paid)


def award_points_of_guest(
    *, event: GuestOrderJoined, metadata: EventMetadata, **kwargs: object
) -> None:
    """Award the points of an order that its customer paid for as a guest."""
    services.award_points(source=_source(event, metadata), paid=event.goods_paid)


def return_redeemed_points(
    *, event: OrderCancelled, metadata: EventMetadata, **kwargs: object
) -> None:
    """Return the points that the cancelled order redeemed."""
    services.return_redeemed_points(source=_source(event, metadata))


def reverse_points(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Reverse the points that the cancelled order earned."""
    services.reverse_points(
        source=_source(event, metadata), paid_before=event.goods_paid, paid_after=Decimal(0)
    )


def reverse_refunded_points(
    *, event: OrderRefunded, metadata: EventMetadata, **kwargs: object
) -> None:
    """Reverse the points earned with the refunded money; a full refund returns redeemed ones."""
    source = _source(event, metadata)
    services.reverse_points(
        source=source, paid_before=event.goods_paid_before, paid_after=event.goods_paid_after
    )
    if event.whole:
        services.return_redeemed_points(source=source)


def erase_customer(*, event: AccountClosed, **kwargs: object) -> None:
    """Delete the customer's points."""
    services.erase_customer(customer_id=event.customer_id)


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


def _source(
    event: OrderPlaced | OrderCompleted | GuestOrderJoined | OrderCancelled | OrderRefunded,
    metadata: EventMetadata,
) -> services.EntrySource:
    return services.EntrySource(
        event_id=metadata.event_id,
        occurred_at=metadata.occurred_at,
        customer_id=event.customer_id,
        order_id=event.order_id,
        order_number=event.number,
    )


# --- questions -----------------------------------------------------------------------------


def export_points(*, question: PersonalData, **kwargs: object) -> Sequence[AppData]:
    """Return the customer's points for the export of their data."""
    data = selectors.personal_data_of(customer_id=question.customer_id)
    return [AppData(app="loyalty", data=data)]


def offer_adjustments(*, question: CheckoutAdjustments, **kwargs: object) -> Sequence[Adjustment]:
    """Offer the tier's benefits, and the points that the customer can redeem."""
    standing = selectors.standing_of(customer_id=question.customer_id)
    tier, discount = standing.tier, standing.discount_on(question.goods_listed)
    offers = [
        Adjustment(
            code=selectors.redemption_code(points),
            label=f"{points:,} of your points",
            amount=-value_of(points),
            stage="redemption",
            optional=True,
        )
        for points in standing.redeemable_points(question.goods_listed - discount)
    ]
    if discount:
        offers.append(
            Adjustment(
                code="tier-discount",
                label=f"{tier.percent_off} % {tier.name} discount",
                amount=-discount,
                stage="goods",
            )
        )
    if question.shipping_listed and tier.free_shipping:
        offers.append(
            Adjustment(
                code="tier-shipping",
                label=f"Free delivery for {tier.name}",
                amount=-question.shipping_listed,
                stage="shipping",
            )
        )
    return offers


def show_customer_points(*, question: CustomerPanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the points of a customer and the latest entries."""
    if "loyalty.view_account" not in question.permissions:
        return []
    context = {
        "standing": selectors.standing_of(customer_id=question.customer_id),
        "entries": Entry.objects.filter(account=question.customer_id)[:10],
    }
    return [
        Panel(app="loyalty", title="Points", template="loyalty/_customer.html", context=context)
    ]


def show_order_points(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show the points that the order earned and redeemed, or would have earned a guest.

    A guest's order shows nothing to customers and staff, who have an account.
    """
    pending = points_for(question.goods_paid)
    if question.customer_id is None:
        is_guest = question.viewer_id is None
        return [_order_panel(guest=True, pending=pending)] if pending and is_guest else []
    points = selectors.points_of_order(order_id=question.order_id)
    if not points and not pending:
        return []
    return [
        _order_panel(
            yours=question.viewer_id == question.customer_id,
            pending=0 if EntryType.AWARD in points else pending,
            earned=points[EntryType.AWARD],
            reversed=-points[EntryType.REVERSAL],
            redeemed=-points[EntryType.REDEMPTION],
            returned=points[EntryType.RETURN],
        )
    ]


def show_balance(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Show balance and tier in the page header."""
    if question.viewer_id is None:
        return []
    standing = selectors.standing_of(customer_id=question.viewer_id)
    context = {"standing": standing}
    return [
        Panel(app="loyalty", title="Your points", template="loyalty/_badge.html", context=context)
    ]


def _order_panel(**context: object) -> Panel:
    return Panel(app="loyalty", title="Points", template="loyalty/_order.html", context=context)
