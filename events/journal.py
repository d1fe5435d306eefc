"""What is kept of an event: its entry, its deliveries, its refusal, its runs after the commit."""

import logging
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models.functions import Now
from django.utils import timezone

from events import payloads
from events.context import Cause, correlated
from events.contract import AFTER_COMMIT, DURABLE, Meta, Refused
from events.models import OPEN, Delivery, JournalEntry, Refusal
from events.operations import Operation, Veto
from events.registry import Subscription, registry
from events.running import Run

if TYPE_CHECKING:
    from events.event_signal import EventSignal

logger = logging.getLogger("events")


def write(
    signal: "EventSignal[Any]",
    event: object,
    meta: Meta,
    payload: payloads.Payload,
    cause: Cause,
    runs: list[Run],
    work: Operation,
    published_by: str,
    dedupe_key: str | None,
) -> bool:
    """Write the event and queue its deliveries: two INSERTs, however many receivers.

    False, and nothing queued, if an event with this `dedupe_key` exists already.
    """
    after_commit = list(registry.of(signal.name, AFTER_COMMIT))
    entry = JournalEntry(
        id=meta.event_id,
        signal=signal.name,
        version=signal.version,
        payload=payload,
        occurred_at=meta.occurred_at,
        correlation=meta.correlation,
        causation=meta.causation,
        published_by=published_by,
        depth=cause.depth,
        operation=work.id,
        operation_started_at=work.started_at,
        outcomes=[run.as_outcome() for run in runs],
        after_commit=[subscription.receiver for subscription in after_commit],
        dedupe_key=dedupe_key,
    )
    if not _insert(entry):
        return False
    busy = _receivers_with_an_open_delivery(signal.name) if dedupe_key else frozenset[str]()
    work.queued += Delivery.objects.bulk_create(
        Delivery(
            entry=entry,
            signal=signal.name,
            receiver=subscription.receiver,
            kind=DURABLE,
            due_at=Now(),
        )
        for subscription in registry.of(signal.name, DURABLE)
        if subscription.receiver not in busy
    )
    for subscription in after_commit:
        work.records_after_commit = True
        transaction.on_commit(
            partial(_run_after_commit, subscription, event, meta, cause, work.after_commit),
            robust=True,
        )
    return True


def record_after_commit(deliveries: list[Delivery]) -> None:
    """Keep how the receivers after the commit fared: one INSERT; a failure to do so is logged."""
    try:
        Delivery.objects.bulk_create(deliveries)
    except DatabaseError:
        logger.exception("The runs after a commit could not be recorded")


def record_refusal(
    refused: Refused, veto: Veto | None, *, correlation: UUID, duration_ms: float
) -> None:
    """Write down what was attempted and who refused it; there is no event to point at."""
    refusal = Refusal(
        refused_with=type(refused).__name__,
        reason=refused.reason,
        correlation=correlation,
        occurred_at=timezone.now(),
        duration_ms=duration_ms,
    )
    if veto is not None and veto.refused in (refused, refused.__cause__):
        refusal.signal = veto.signal
        refusal.receiver = veto.receiver
        refusal.correlation = veto.correlation
        refusal.outcomes = [run.as_outcome() for run in veto.runs]
        refusal.payload = veto.payload
    refusal.save(force_insert=True)


def _insert(entry: JournalEntry) -> bool:
    if entry.dedupe_key is None:
        entry.save(force_insert=True)
        return True
    JournalEntry.objects.bulk_create([entry], ignore_conflicts=True)
    return JournalEntry.objects.filter(pk=entry.pk).exists()


def _receivers_with_an_open_delivery(signal: str) -> frozenset[str]:
    """Who has not finished with an earlier event of the same, repeated kind."""
    open_deliveries = Delivery.objects.filter(signal=signal, status__in=OPEN)
    return frozenset(open_deliveries.values_list("receiver", flat=True))


def _run_after_commit(
    subscription: Subscription,
    event: object,
    meta: Meta,
    cause: Cause,
    recorded: list[Delivery],
) -> None:
    """Run one receiver after the commit; its failure is noted and stays its own."""
    runs: list[Run] = []
    with correlated(meta.correlation):
        try:
            subscription.channel.send(
                sender=type(event), event=event, meta=meta, cause=cause, runs=runs
            )
        except Exception:
            logger.exception("%s failed after the commit", subscription.receiver)
    run = runs[-1]
    if run.status == "done" and not settings.DEMO:
        return
    recorded.append(
        Delivery(
            entry_id=meta.event_id,
            signal=subscription.signal,
            receiver=subscription.receiver,
            kind=AFTER_COMMIT,
            status=run.status,
            attempts=1,
            started_at=run.started_at,
            finished_at=timezone.now(),
            duration_ms=run.duration_ms,
            statements=run.statements,
            last_error=run.error,
        )
    )
