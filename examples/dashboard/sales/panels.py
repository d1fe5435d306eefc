"""Panels on other pages, for users with the permission `sales.view_day`."""

from collections.abc import Collection, Sequence
from datetime import datetime, time
from uuid import UUID

from django.utils import timezone

from sales import chart, selectors
from storefront.admin_site.figures import Figure, list_url
from storefront.money import format_money
from storefront.panels import Panel


def of_frame(*, viewer_id: int | None) -> Sequence[Panel]:
    """Return a link for the header."""
    if not selectors.can_view_sales(viewer_id=viewer_id):
        return []
    return [Panel(app="sales", title="Sales", template="sales/_link.html")]


def of_order(*, order_id: UUID, viewer_id: int | None) -> Sequence[Panel]:
    """Return the entries of an order for its page."""
    if not selectors.can_view_sales(viewer_id=viewer_id):
        return []
    entries = selectors.entries_of(order_id=order_id)
    return [
        Panel(
            app="sales",
            title="Sales",
            template="sales/_order.html",
            context={"entries": entries},
        )
    ]


def of_admin_home(permissions: Collection[str]) -> Sequence[Panel]:
    """Return the figures of today and this week, and a chart of the last 30 days."""
    if selectors.VIEW_SALES not in permissions:
        return []
    today = timezone.localdate()
    month = selectors.period(until=today, length=30)
    figures = [
        figure
        for name, length in (("today", 1), ("this week", today.weekday() + 1))
        for figure in _figures(name, selectors.period(until=today, length=length))
    ]
    return [
        Panel(
            app="sales",
            title="Sales",
            template="sales/_admin_home.html",
            context={"figures": figures, "chart": chart.draw(month.days), "period": month},
            position=30,
        )
    ]


def _figures(name: str, period: selectors.Period) -> Sequence[Figure]:
    """Link to the orders paid since the first day of the period."""
    start = timezone.make_aware(datetime.combine(period.days[0].date, time.min))
    paid = list_url("orders_order", paid_at__gte=start.isoformat(" "))
    return [
        Figure(label=f"Orders {name}", value=period.orders, url=paid),
        Figure(label=f"Revenue {name}", value=format_money(period.net), url=paid),
    ]
