"""Rows of the journal, written straight into the tables: nobody has published these events.

For events that are published and heard see `services.py` and `signals.py` beside this file.
"""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events import DURABLE
from events.identifiers import uuid7
from events.models import Delivery, Refusal, Status, StoredEvent


class StoredEventFactory(DjangoModelFactory[StoredEvent]):
    """A lamp has been lit, just now, by a service."""

    class Meta:
        model = StoredEvent

    signal = "kernel.lamp_lit"
    payload = factory.LazyFunction(lambda: {"street": "Long Lane"})
    occurred_at = factory.LazyFunction(timezone.now)
    correlation_id = factory.LazyFunction(uuid7)
    unit_of_work = factory.LazyFunction(uuid7)
    unit_of_work_started_at = factory.SelfAttribute("occurred_at")


class DeliveryFactory(DjangoModelFactory[Delivery]):
    """A durable delivery that is due, and that nobody has tried yet."""

    class Meta:
        model = Delivery

    entry = factory.SubFactory(StoredEventFactory)
    signal = factory.SelfAttribute("entry.signal")
    receiver = "kernel.write_down"
    kind = DURABLE
    due_at = factory.LazyFunction(timezone.now)

    class Params:
        done = factory.Trait(
            status=Status.DONE,
            attempts=1,
            due_at=None,
            finished_at=factory.LazyFunction(timezone.now),
        )


class RefusalFactory(DjangoModelFactory[Refusal]):
    """A lamp that was not lit, since somebody found it too dark."""

    class Meta:
        model = Refusal

    signal = "kernel.lamp_lit"
    receiver = "kernel.refuse"
    refused_with = "TooDark"
    reason = "It is too dark."
    correlation_id = factory.LazyFunction(uuid7)
    occurred_at = factory.LazyFunction(timezone.now)
    duration_ms = 2.5
