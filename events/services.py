"""What staff may do with deliveries and the journal: retry, replay, prune."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from events.contract import DURABLE, EventError
from events.models import OPEN, Delivery, Refusal, Status, StoredEvent
from events.registry import registry

TICKS_KEPT = timedelta(hours=1)
# So many go in one transaction: SQLite's one writer must not be kept for long.
BATCH = 500
_TICK = "events.minute_passed"


def retry_failed(deliveries: QuerySet[Delivery] | None = None) -> int:
    """Let failed durable deliveries start over, all of them or those given; how many.

    The attempts count from zero again; what went wrong before stays in `failures`.
    """
    rows = Delivery.objects.all() if deliveries is None else deliveries
    return _start_over(rows.filter(kind=DURABLE, status=Status.FAILED))


def replay_event(*, entry: StoredEvent, receiver: str) -> Delivery:
    """Let one durable receiver hear an event again, or for the first time if it is new.

    A receiver that has done its work finds its own guard: the effect is there already. How it
    went before stays in `failures`.
    Raises EventError if it does not hear this signal durably, or is about to run anyway.
    """
    subscription = registry.find(entry.signal, receiver)
    if subscription is None or subscription.kind is not DURABLE:
        raise EventError(f"{receiver} does not hear {entry.signal} durably; see docs/events.md.")
    with transaction.atomic():
        heard = entry.deliveries.filter(receiver__in=subscription.names).first()
        delivery, made = Delivery.objects.select_for_update().get_or_create(
            entry=entry,
            receiver=heard.receiver if heard else subscription.receiver,
            defaults={"signal": entry.signal, "kind": DURABLE},
        )
        if not made:
            if delivery.status in OPEN:
                raise EventError(f"{receiver} has not finished with this event yet.")
            if delivery.status == Status.DONE:
                delivery.failures.append(_as_attempt(delivery))
                delivery.save(update_fields=["failures"])
            _start_over(Delivery.objects.filter(pk=delivery.pk))
    delivery.refresh_from_db()
    return delivery


def prune(*, before: datetime) -> int:
    """Delete settled events and refusals from before the given moment; how many events.

    An event with an open or failed delivery stays until that is dealt with. It is done in
    small steps, so that the shop goes on meanwhile.
    """
    unsettled = Delivery.objects.filter(
        entry=OuterRef("pk"), status__in=[*OPEN, Status.FAILED], kind=DURABLE
    )
    Refusal.objects.filter(occurred_at__lt=before).delete()
    old = StoredEvent.objects.filter(~Exists(unsettled), occurred_at__lt=before)
    return _delete(old)


def prune_ticks(*, before: datetime) -> int:
    """Delete the clock's events from before the given moment; how many."""
    open_deliveries = Delivery.objects.filter(entry=OuterRef("pk"), status__in=OPEN)
    old = StoredEvent.objects.filter(~Exists(open_deliveries), signal=_TICK, occurred_at__lt=before)
    return _delete(old)


def _start_over(deliveries: QuerySet[Delivery]) -> int:
    return deliveries.update(
        status=Status.PENDING,
        due_at=Now(),
        handed_out_at=None,
        attempts=0,
        finished_at=None,
        left_out=None,
    )


def _as_attempt(delivery: Delivery) -> dict[str, Any]:
    """The last attempt of a delivery that is done, as it is kept among the failures."""
    return {
        "attempt": delivery.attempts,
        "started_at": delivery.started_at.isoformat() if delivery.started_at else None,
        "duration_ms": delivery.duration_ms,
        "outcome": delivery.status,
        "statements": delivery.statements,
        "error": "",
    }


def _delete(entries: QuerySet[StoredEvent]) -> int:
    count = 0
    oldest_first = entries.order_by("pk").values_list("pk", flat=True)
    while ids := list(oldest_first[:BATCH]):
        _, by_model = entries.filter(pk__in=ids).delete()
        count += by_model.get(StoredEvent._meta.label, 0)
    return count
