"""Reads of the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth import get_user_model

from sales.models import Booking, Day


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A row of days, oldest first and without gaps, and what they come to."""

    days: Sequence[Day]

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.days)

    @property
    def taken(self) -> Decimal:
        return sum((day.taken for day in self.days), Decimal(0))

    @property
    def paid_back(self) -> Decimal:
        return sum((day.paid_back for day in self.days), Decimal(0))

    @property
    def kept(self) -> Decimal:
        return self.taken - self.paid_back

    @property
    def average(self) -> Decimal:
        """What an order comes to; 0 where there is none."""
        return self.taken / self.orders if self.orders else Decimal(0)

    @property
    def best(self) -> Day:
        return max(self.days, key=lambda day: day.taken_cents)


def period(*, until: date, length: int) -> Period:
    """So many days up to and with `until`, in one statement; days without sales count 0."""
    dates = [until - timedelta(days=back) for back in range(length - 1, -1, -1)]
    known = {day.date: day for day in Day.objects.filter(date__range=(dates[0], until))}
    return Period(days=[known.get(date) or Day(date=date) for date in dates])


def bookings_of(*, order_id: UUID) -> Sequence[Booking]:
    """What an order has moved, with its days, in the order in which it happened."""
    return list(Booking.objects.filter(order_id=order_id).select_related("day"))


def is_staff(*, viewer_id: int | None) -> bool:
    """Whether the viewer may see what the shop takes; nothing is asked for a visitor."""
    users = get_user_model()._default_manager
    return viewer_id is not None and users.filter(pk=viewer_id, is_staff=True).exists()
