"""What the dashboard adds to other pages, for staff only: takings are nobody else's business."""

from collections.abc import Sequence
from uuid import UUID

from sales import selectors
from storefront.panels import Panel


def of_frame(*, viewer_id: int | None) -> Sequence[Panel]:
    """A link in the header."""
    if not selectors.is_staff(viewer_id=viewer_id):
        return []
    return [Panel(app="sales", title="Sales", template="sales/_link.html")]


def of_order(*, order_id: UUID, viewer_id: int | None) -> Sequence[Panel]:
    """What an order has added to its day, or that it has not been counted yet."""
    if not selectors.is_staff(viewer_id=viewer_id):
        return []
    bookings = selectors.bookings_of(order_id=order_id)
    return [
        Panel(
            app="sales",
            title="Sales",
            template="sales/_order.html",
            context={"bookings": bookings},
        )
    ]
