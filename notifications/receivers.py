"""What notifications does when it hears of something, and what it adds to others' pages."""

import logging
from collections.abc import Sequence
from uuid import UUID

from events.api import EventMetadata
from events.log import log_fields
from inventory.signals import ProductPagePanels, StockDepleted, StockLow, StockReplenished
from loyalty.signals import PointsAwarded, TierReached
from notifications import selectors, services
from notifications.forms import BackInStockForm, sealed
from notifications.models import Kind
from notifications.signals import MessageWritten
from orders.signals import (
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderLink,
    OrderPagePanels,
    OrderRefunded,
    OrderShipped,
    order_link,
)
from storefront.panels import HeaderPanels, Panel

logger = logging.getLogger("notifications.events")


# --- to customers --------------------------------------------------------------------------


def write_receipt(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Write the receipt."""
    services.tell_customer(Kind.RECEIPT, event, cause=metadata.event_id)


def tell_of_shipping(*, event: OrderShipped, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell the customer that the parcel is on its way."""
    services.tell_customer(Kind.SHIPPED, event, cause=metadata.event_id)


def tell_of_arrival(*, event: OrderDelivered, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell the customer that the parcel has arrived."""
    services.tell_customer(Kind.DELIVERED, event, cause=metadata.event_id)


def tell_of_cancellation(
    *, event: OrderCancelled, metadata: EventMetadata, **kwargs: object
) -> None:
    """Tell the customer that the order is cancelled, and why."""
    services.tell_customer(Kind.CANCELLED, event, cause=metadata.event_id)


def tell_of_refund(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell the customer how much is paid back."""
    services.tell_customer(Kind.REFUNDED, event, cause=metadata.event_id)


def tell_of_points(*, event: PointsAwarded, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell the customer what the order has earned."""
    services.tell_account(
        Kind.POINTS,
        event,
        cause=metadata.event_id,
        user_id=event.customer_id,
        order_id=event.order_id,
    )


def tell_of_tier(*, event: TierReached, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell the customer of the new tier."""
    services.tell_account(Kind.TIER, event, cause=metadata.event_id, user_id=event.customer_id)


def tell_who_waits(*, event: StockReplenished, metadata: EventMetadata, **kwargs: object) -> None:
    """Tell those who wait that the product is back."""
    services.tell_who_waits(
        event, sku=event.sku, cause=metadata.event_id, occurred_at=metadata.occurred_at
    )


# --- to staff ------------------------------------------------------------------------------


def warn_of_low_stock(*, event: StockLow, metadata: EventMetadata, **kwargs: object) -> None:
    """Warn the staff."""
    # Of what is sold out at once they hear by `stock_depleted`: one move, one message.
    if event.available:
        services.tell_staff(Kind.STOCK_LOW, event, cause=metadata.event_id)


def warn_of_empty_stock(*, event: StockDepleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Warn the staff."""
    services.tell_staff(Kind.SOLD_OUT, event, cause=metadata.event_id)


# --- our own -------------------------------------------------------------------------------


def send_email(*, event: MessageWritten, **kwargs: object) -> None:
    """Send the message by e-mail."""
    services.send_email(message_id=event.message_id, link_to_order=_link_to_order)


def _link_to_order(order_id: UUID) -> str:
    return next(iter(order_link.ask(OrderLink(order_id=order_id))), "")


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Write a line to the log."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


# --- answers: what we add to the pages of others -------------------------------------------


def show_inbox_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """The inbox in every page's header."""
    if question.viewer_id is None:
        return []
    return [_panel("Inbox", "inbox_link", unread=selectors.unread_count(question.viewer_id))]


def show_what_was_told(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """The messages about an order, by their subjects."""
    told = selectors.told_about(question.order_id)
    return [_panel("What we told you", "order", told=told, viewer_id=question.viewer_id)]


def offer_to_tell(*, question: ProductPagePanels, **kwargs: object) -> Sequence[Panel]:
    """A form for who wants to be told when a sold-out product is back."""
    if question.available or not question.on_sale:
        return []
    email = selectors.email_of(question.viewer_id)
    form = BackInStockForm(initial={"sku": sealed(question.sku), "email": email})
    return [_panel("Tell me when it's back", "back_in_stock", back_in_stock_form=form)]


def _panel(title: str, template: str, **context: object) -> Panel:
    path = f"notifications/panels/{template}.html"
    return Panel(app="notifications", title=title, template=path, context=context)
