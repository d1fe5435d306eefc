"""Days and bookings, written straight into the tables: they need not add up."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from sales.models import Booking, Day, Kind


class DayFactory(DjangoModelFactory[Day]):
    """The first days of March, one after another, on which nothing was sold."""

    class Meta:
        model = Day

    date = factory.Sequence(lambda n: date.fromordinal(date(2026, 3, 1).toordinal() + n))


class BookingFactory(DjangoModelFactory[Booking]):
    """A sale of 34.90."""

    class Meta:
        model = Booking

    event_id = factory.LazyFunction(uuid7)
    order_id = factory.LazyFunction(uuid7)
    kind = Kind.SALE
    cents = 3490
    day = factory.SubFactory(DayFactory)
    occurred_at = factory.LazyFunction(timezone.now)
