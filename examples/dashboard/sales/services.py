"""The code that writes the tables of the dashboard."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from events.api import DURABLE, EventMetadata, unit_of_work
from events.delivery.maintenance import replay_event
from events.models import StoredEvent
from events.registry import registry
from sales.models import Day, Entry, EntryType


def record_entry(
    *, cause: EventMetadata, order_id: UUID, entry_type: EntryType, amount: Decimal
) -> bool:
    """Add an amount to the day of its event; return False if the event is recorded already.

    The day is the event's, not the delivery's, so that late, repeated and reordered deliveries give
    the same sums.
    """
    cents = int(amount * 100)
    date = timezone.localdate(cause.occurred_at)
    with unit_of_work():
        Day.objects.bulk_create([Day(date=date)], ignore_conflicts=True)
        _, new = Entry.objects.get_or_create(
            event_id=cause.event_id,
            defaults={
                "order_id": order_id,
                "type": entry_type,
                "cents": cents,
                "day_id": date,
                "occurred_at": cause.occurred_at,
            },
        )
        if new and entry_type == EntryType.SALE:
            Day.objects.filter(date=date).update(
                orders=F("orders") + 1, revenue_cents=F("revenue_cents") + cents
            )
        elif new:
            Day.objects.filter(date=date).update(refunded_cents=F("refunded_cents") + cents)
    return new


def catch_up() -> int:
    """Queue the events published before the dashboard was installed; return their number."""
    queued = 0
    for subscription in registry.of():
        if subscription.app != "sales" or subscription.mode is not DURABLE:
            continue
        missed = StoredEvent.objects.filter(signal=subscription.signal).exclude(
            deliveries__receiver=subscription.receiver
        )
        for entry in missed:
            replay_event(stored=entry, receiver=subscription.receiver)
            queued += 1
    return queued
