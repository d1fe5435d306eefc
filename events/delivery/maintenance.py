"""Upkeep of stored events and deliveries: retry, replay, prune, erase personal data."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from events.models import OPEN, Delivery, DeliveryQuerySet, Refusal, Status, StoredEvent, lowest_id
from events.payload import MASK, personal_fields
from events.registry import registry
from events.types import DURABLE, EventError

# SQLite has one writer, which must not be blocked for long.
BATCH = 500


def retry_failed(deliveries: DeliveryQuerySet | None = None) -> int:
    """Make failed deliveries due again, all of them or the given ones; return how many.

    Attempts count from zero again. Earlier failures are kept. After a long outage there can be more
    than one statement may take.
    """
    rows = Delivery.objects.all() if deliveries is None else deliveries
    failed = rows.failed().order_by("pk")
    count, last = 0, 0
    while ids := list(failed.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        count += _restart(Delivery.objects.failed().filter(pk__in=ids))
    return count


def replay_event(*, stored: StoredEvent, receiver: str) -> Delivery:
    """Deliver a stored event to one durable receiver again, or for the first time.

    The receiver's own guard against repeated events still applies. Raise EventError if the
    receiver is not subscribed durably, or if it has not finished with the event.
    """
    subscription = registry.find(stored.signal, receiver)
    if subscription is None or subscription.mode is not DURABLE:
        raise EventError(f"{receiver} is not a durable receiver of {stored.signal}.")
    with transaction.atomic():
        earlier = stored.deliveries.filter(receiver__in=subscription.names).first()
        delivery, created = Delivery.objects.select_for_update().get_or_create(
            event=stored,
            receiver=earlier.receiver if earlier else subscription.receiver,
            defaults={"signal": stored.signal, "mode": DURABLE, "queue": subscription.queue},
        )
        if not created:
            if delivery.status in OPEN:
                raise EventError(f"{receiver} has not finished with this event yet.")
            if delivery.status == Status.DONE:
                record = delivery.attempt_record("done", duration_ms=delivery.duration_ms)
                delivery.failures.append(record)
                delivery.save(update_fields=["failures"])
            _restart(Delivery.objects.filter(pk=delivery.pk))
    delivery.refresh_from_db()
    return delivery


def prune(*, before: datetime, signal: str | None = None) -> int:
    """Delete settled events of before a moment, of one signal or of all; return how many.

    An event with an open or failed delivery is kept. Rows are deleted in small transactions.
    """
    unsettled = Delivery.objects.durable().filter(status__in=[*OPEN, Status.FAILED])
    old = StoredEvent.objects.filter(pk__lt=lowest_id(before)).order_by("pk")
    if signal is None:
        Refusal.objects.filter(pk__lt=lowest_id(before)).delete()
    else:
        old = old.filter(signal=signal)
    # Two simple queries for a batch: the plan of one NOT EXISTS with a limit can read both tables.
    count, last = 0, UUID(int=0)
    while ids := list(old.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        last = ids[-1]
        kept = set(unsettled.filter(event__in=ids).values_list("event_id", flat=True))
        _, by_model = StoredEvent.objects.filter(pk__in=set(ids) - kept).delete()
        count += by_model.get(StoredEvent._meta.label, 0)
    return count


def erase_personal_data(*, correlation_ids: Collection[UUID]) -> int:
    """Mask the personal fields of all stored events of these flows; return how many changed.

    Deliveries that are still open receive the masked values.
    """
    changed = []
    for stored in StoredEvent.objects.filter(correlation_id__in=correlation_ids):
        signal = registry.signals.get(stored.signal)
        personal = personal_fields(signal.event_type) if signal else frozenset(stored.payload)
        found = {name for name in personal & stored.payload.keys() if stored.payload[name] != MASK}
        if found:
            stored.payload |= dict.fromkeys(found, MASK)
            changed.append(stored)
    return StoredEvent.objects.bulk_update(changed, ["payload"], batch_size=BATCH)


def _restart(deliveries: QuerySet[Delivery]) -> int:
    return deliveries.update(
        status=Status.PENDING, due_at=Now(), enqueued_at=None, attempts=0, finished_at=None
    )
