"""The only writers of the dashboard's tables."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from events.api import DURABLE, EventMetadata, unit_of_work
from events.delivery.maintenance import replay_event
from events.models import StoredEvent
from events.registry import registry
from sales.models import Booking, Day, Kind


def book(*, cause: EventMetadata, order_id: UUID, kind: Kind, amount: Decimal) -> bool:
    """Add what an event moved to the day on which it happened; False for one that is known.

    The day is that of the event, not of its delivery, and sums do not care for order: events
    may come late, in any order, and more than once.
    """
    cents = int(amount * 100)
    date = timezone.localdate(cause.occurred_at)
    with unit_of_work():
        Day.objects.bulk_create([Day(date=date)], ignore_conflicts=True)
        _, new = Booking.objects.get_or_create(
            event_id=cause.event_id,
            defaults={
                "order_id": order_id,
                "kind": kind,
                "cents": cents,
                "day_id": date,
                "occurred_at": cause.occurred_at,
            },
        )
        if new and kind == Kind.SALE:
            Day.objects.filter(date=date).update(
                orders=F("orders") + 1, taken_cents=F("taken_cents") + cents
            )
        elif new:
            Day.objects.filter(date=date).update(paid_back_cents=F("paid_back_cents") + cents)
    return new


def catch_up() -> int:
    """Queue what was announced before the dashboard was installed; how many events."""
    queued = 0
    for subscription in registry.subscriptions.values():
        if subscription.app != "sales" or subscription.mode is not DURABLE:
            continue
        missed = StoredEvent.objects.filter(signal=subscription.signal).exclude(
            deliveries__receiver=subscription.receiver
        )
        for entry in missed:
            replay_event(stored=entry, receiver=subscription.receiver)
            queued += 1
    return queued
