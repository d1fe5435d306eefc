"""React to the events of all apps, and answer questions of other apps."""

import logging
from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from accounts.signals import AccountClosed, AppData, CustomerPanels, PersonalData
from events.api import EventMetadata
from events.log import log_fields
from events.signals import MinutePassed
from inventory.signals import (
    AvailableStock,
    ProductPagePanels,
    StockDepleted,
    StockLevel,
    StockLow,
    StockReplenished,
    available_stock,
)
from loyalty.signals import PointsAwarded, TierReached
from notifications import selectors, services
from notifications.forms import StockAlertForm, sign_sku
from notifications.models import MessageType
from notifications.signals import MessageWritten, StockAlertRequested
from orders.signals import (
    OrderAdminPanels,
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

STOCK_PERMISSION = "inventory.change_stock"
DELIVERY_PERMISSION = "events.change_delivery"


# --- customers -----------------------------------------------------------------------------


def send_receipt(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Send the receipt."""
    services.notify_customer(MessageType.RECEIPT, event, event_id=metadata.event_id)


def notify_shipped(*, event: OrderShipped, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify the customer that the parcel is on its way."""
    services.notify_customer(MessageType.SHIPPED, event, event_id=metadata.event_id)


def notify_delivered(*, event: OrderDelivered, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify the customer that the parcel has arrived."""
    services.notify_customer(MessageType.DELIVERED, event, event_id=metadata.event_id)


def notify_cancelled(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify the customer that the order was cancelled."""
    services.notify_customer(MessageType.CANCELLED, event, event_id=metadata.event_id)


def notify_refunded(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify the customer of a refund."""
    services.notify_customer(MessageType.REFUNDED, event, event_id=metadata.event_id)


def notify_points_awarded(
    *, event: PointsAwarded, metadata: EventMetadata, **kwargs: object
) -> None:
    """Notify the customer of the points that an order earned."""
    services.notify_account(
        MessageType.POINTS,
        asdict(event),
        event_id=metadata.event_id,
        user_id=event.customer_id,
        order_id=event.order_id,
    )


def notify_tier_reached(*, event: TierReached, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify the customer of the new tier."""
    services.notify_account(
        MessageType.TIER, asdict(event), event_id=metadata.event_id, user_id=event.customer_id
    )


def notify_waiting_customers(*, event: StockReplenished, **kwargs: object) -> None:
    """Notify customers who are waiting for the product, unless it is sold out again."""
    stock = _stock_level(event.sku)
    if stock is None or stock.available:
        services.notify_waiting_customers(
            sku=event.sku, context={"name": event.name, "slug": event.slug}
        )


def notify_if_in_stock(*, event: StockAlertRequested, **kwargs: object) -> None:
    """Notify a customer at once if the product came back before the alert was stored."""
    stock = _stock_level(event.sku)
    if stock is not None and stock.available:
        services.notify_waiting_customers(
            sku=event.sku, context={"name": stock.name, "slug": stock.slug}
        )


def _stock_level(sku: str) -> StockLevel | None:
    return next(iter(available_stock.ask(AvailableStock(sku=sku))), None)


def erase_customer(*, event: AccountClosed, **kwargs: object) -> None:
    """Delete what notifications stores about the customer."""
    services.erase_customer(customer_id=event.customer_id)


# --- staff ---------------------------------------------------------------------------------


def notify_staff_low_stock(*, event: StockLow, metadata: EventMetadata, **kwargs: object) -> None:
    """Notify staff that a product is low; `stock_depleted` covers a product that is sold out."""
    if event.available:
        services.notify_staff(
            MessageType.STOCK_LOW,
            asdict(event),
            permission=STOCK_PERMISSION,
            event_id=metadata.event_id,
        )


def notify_staff_sold_out(
    *, event: StockDepleted, metadata: EventMetadata, **kwargs: object
) -> None:
    """Notify staff that a product is sold out."""
    services.notify_staff(
        MessageType.SOLD_OUT,
        asdict(event),
        permission=STOCK_PERMISSION,
        event_id=metadata.event_id,
    )


def notify_staff_failed_deliveries(
    *, event: MinutePassed, metadata: EventMetadata, **kwargs: object
) -> None:
    """Notify staff of deliveries that failed for good, at most once an hour."""
    failures = selectors.unreported_failures(now=event.minute)
    if failures:
        services.notify_staff(
            MessageType.DELIVERIES_FAILED,
            {"failures": failures, "total": sum(failure["count"] for failure in failures)},
            permission=DELIVERY_PERMISSION,
            event_id=metadata.event_id,
        )


# --- our own signals and the clock ---------------------------------------------------------


def send_email(*, event: MessageWritten, **kwargs: object) -> None:
    """Send a message by e-mail."""
    message = selectors.unsent_message(event.message_id)
    if message is not None:
        services.send_email(message=message, order_link=_order_link(message.order_id))


def _order_link(order_id: UUID | None) -> str:
    return next(iter(order_link.ask(OrderLink(order_id=order_id))), "") if order_id else ""


def prune_messages(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete messages and alerts that exceed their retention time."""
    services.prune_messages(now=event.minute)


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


# --- questions -----------------------------------------------------------------------------


def export_messages(*, question: PersonalData, **kwargs: object) -> Sequence[AppData]:
    """Return the customer's messages for the export of their data."""
    data = selectors.personal_data_of(question.customer_id)
    return [AppData(app="notifications", data=data)]


def show_inbox_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Show the inbox and its unread messages in the page header."""
    if question.viewer_id is None:
        return []
    return [_panel("Inbox", "inbox_link", unread=selectors.unread_count(question.viewer_id))]


def show_order_messages(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show the messages about the order."""
    about = selectors.messages_about(question.order_id)
    return [_panel("Messages", "order", order_messages=about, viewer_id=question.viewer_id)]


def show_emails(*, question: OrderAdminPanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the e-mails about the order, with a button to send each again."""
    if "notifications.view_message" not in question.permissions:
        return []
    about = selectors.messages_about(question.order_id)
    can_resend = "notifications.change_message" in question.permissions
    return [_panel("E-mails", "admin", admin_messages=about, can_resend=can_resend)]


def show_customer_emails(*, question: CustomerPanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff the latest messages to a customer."""
    if "notifications.view_message" not in question.permissions:
        return []
    latest = selectors.inbox_page(question.customer_id).rows[:10]
    can_resend = "notifications.change_message" in question.permissions
    return [_panel("Messages", "admin", admin_messages=latest, can_resend=can_resend)]


def show_stock_alert_form(*, question: ProductPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show a form for back-in-stock alerts on the page of a sold-out product."""
    if question.available or not question.on_sale:
        return []
    email = selectors.email_of(question.viewer_id)
    form = StockAlertForm(initial={"sku": sign_sku(question.sku), "email": email})
    return [_panel("Notify me when it is back", "stock_alert", stock_alert_form=form)]


def _panel(title: str, template: str, **context: object) -> Panel:
    path = f"notifications/panels/{template}.html"
    return Panel(app="notifications", title=title, template=path, context=context)
