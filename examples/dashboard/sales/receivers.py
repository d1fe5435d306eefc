"""What the dashboard does when it hears of money, and what it answers when asked."""

from collections.abc import Sequence

from events.api import EventMetadata
from orders.signals import OrderCancelled, OrderCompleted, OrderPagePanels, OrderRefunded
from sales import panels, services
from sales.models import Kind
from storefront.panels import AdminHomePanels, HeaderPanels, Panel


def show_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Put a link to the dashboard into the header, for staff."""
    return panels.of_frame(viewer_id=question.viewer_id)


def show_sales(*, question: AdminHomePanels, **kwargs: object) -> Sequence[Panel]:
    """Show the sales on the home page of the admin."""
    return panels.of_admin_home(question.permissions)


def show_booking(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Show staff what an order added to its day."""
    return panels.of_order(order_id=question.order_id, viewer_id=question.viewer_id)


def count_sale(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Add what was paid to the day."""
    services.book(cause=metadata, order_id=event.order_id, kind=Kind.SALE, amount=event.total_paid)


def count_cancellation(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Note what goes back for an order that was paid and then cancelled."""
    if event.was_paid:
        services.book(
            cause=metadata, order_id=event.order_id, kind=Kind.CANCELLATION, amount=event.total_paid
        )


def count_refund(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Note what goes back of an order that was shipped."""
    services.book(cause=metadata, order_id=event.order_id, kind=Kind.REFUND, amount=event.amount)
