"""Reads of the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth import get_user_model

from sales.models import Day, Entry

VIEW_SALES = "sales.view_day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Consecutive days, oldest first, and their sums."""

    days: Sequence[Day]

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.days)

    @property
    def revenue(self) -> Decimal:
        return sum((day.revenue for day in self.days), Decimal(0))

    @property
    def refunded(self) -> Decimal:
        return sum((day.refunded for day in self.days), Decimal(0))

    @property
    def net(self) -> Decimal:
        return self.revenue - self.refunded

    @property
    def average(self) -> Decimal:
        """Return the revenue per order, or 0 without orders."""
        return self.revenue / self.orders if self.orders else Decimal(0)

    @property
    def best(self) -> Day:
        return max(self.days, key=lambda day: day.revenue_cents)


def period(*, until: date, length: int) -> Period:
    """Return `length` days up to and including `until`; days without sales have zeros."""
    dates = [until - timedelta(days=back) for back in range(length - 1, -1, -1)]
    stored = {day.date: day for day in Day.objects.filter(date__range=(dates[0], until))}
    return Period(days=[stored.get(date) or Day(date=date) for date in dates])


def entries_of(*, order_id: UUID) -> Sequence[Entry]:
    """Return the entries of an order with their days, oldest first."""
    return list(Entry.objects.filter(order_id=order_id).select_related("day"))


def can_view_sales(*, viewer_id: int | None) -> bool:
    """Return whether the viewer has the permission; a visitor costs no statement."""
    if viewer_id is None:
        return False
    viewer = get_user_model().objects.filter(pk=viewer_id).first()
    return viewer is not None and viewer.has_perm(VIEW_SALES)
