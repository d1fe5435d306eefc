"""Receivers of the dashboard."""

from collections.abc import Sequence

from events.api import EventMetadata
from orders.signals import OrderCancelled, OrderCompleted, OrderPagePanels, OrderRefunded
from sales import panels, services
from sales.models import EntryType
from storefront.panels import AdminHomePanels, HeaderPanels, Panel


def show_link(*, question: HeaderPanels, **kwargs: object) -> Sequence[Panel]:
    """Add a link to the dashboard to the header."""
    return panels.of_frame(viewer_id=question.viewer_id)


def show_sales(*, question: AdminHomePanels, **kwargs: object) -> Sequence[Panel]:
    """Show the sales on the home page of the admin."""
    return panels.of_admin_home(question.permissions)


def show_entries(*, question: OrderPagePanels, **kwargs: object) -> Sequence[Panel]:
    """Add a panel to the page of an order."""
    return panels.of_order(order_id=question.order_id, viewer_id=question.viewer_id)


def count_sale(*, event: OrderCompleted, metadata: EventMetadata, **kwargs: object) -> None:
    """Add the paid amount to the revenue of the day."""
    services.record_entry(
        cause=metadata, order_id=event.order_id, entry_type=EntryType.SALE, amount=event.total_paid
    )


def count_cancellation(*, event: OrderCancelled, metadata: EventMetadata, **kwargs: object) -> None:
    """Add the refund of a paid order that was cancelled."""
    if event.was_paid:
        services.record_entry(
            cause=metadata,
            order_id=event.order_id,
            entry_type=EntryType.CANCELLATION,
            amount=event.total_paid,
        )


def count_refund(*, event: OrderRefunded, metadata: EventMetadata, **kwargs: object) -> None:
    """Add a refund of a shipped order."""
    services.record_entry(
        cause=metadata, order_id=event.order_id, entry_type=EntryType.REFUND, amount=event.amount
    )
