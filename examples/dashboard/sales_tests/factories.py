"""Factories for days and entries. The sums of the days are not those of the entries."""

from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from sales.models import Day, Entry, EntryType


class DayFactory(DjangoModelFactory[Day]):
    """Consecutive days from 1 March 2026, without sales."""

    class Meta:
        model = Day

    date = factory.Sequence(lambda n: date.fromordinal(date(2026, 3, 1).toordinal() + n))


class EntryFactory(DjangoModelFactory[Entry]):
    """A sale of 34.90."""

    class Meta:
        model = Entry

    event_id = factory.LazyFunction(uuid7)
    order_id = factory.LazyFunction(uuid7)
    type = EntryType.SALE
    cents = 3490
    day = factory.SubFactory(DayFactory)
    occurred_at = factory.LazyFunction(timezone.now)
