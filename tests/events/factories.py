"""Rows of the event log, written directly into the tables; no event was published."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from events.api import DURABLE
from events.models import Delivery, Refusal, Status, StoredEvent


class StoredEventFactory(DjangoModelFactory[StoredEvent]):
    """An order that a service has just published."""

    class Meta:
        model = StoredEvent

    signal = "orders.order_completed"
    payload = factory.LazyFunction(lambda: {"number": "AB-1"})
    occurred_at = factory.LazyFunction(timezone.now)
    correlation_id = factory.LazyFunction(uuid7)
    unit_of_work = factory.LazyFunction(uuid7)
    unit_of_work_started_at = factory.SelfAttribute("occurred_at")


class DeliveryFactory(DjangoModelFactory[Delivery]):
    """A durable delivery that is due and was never attempted."""

    class Meta:
        model = Delivery

    event = factory.SubFactory(StoredEventFactory)
    signal = factory.SelfAttribute("event.signal")
    receiver = "loyalty.award_points"
    mode = DURABLE
    due_at = factory.LazyFunction(timezone.now)

    class Params:
        done = factory.Trait(
            status=Status.DONE,
            attempts=1,
            due_at=None,
            finished_at=factory.LazyFunction(timezone.now),
        )


class RefusalFactory(DjangoModelFactory[Refusal]):
    """A refused order."""

    class Meta:
        model = Refusal

    signal = "orders.order_completed"
    receiver = "inventory.reserve_stock"
    refused_with = "LinesUnavailable"
    reason = "Some lines are not available."
    correlation_id = factory.LazyFunction(uuid7)
    occurred_at = factory.LazyFunction(timezone.now)
    duration_ms = 2.5
