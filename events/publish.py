"""Publish one event: run its receivers, store it, queue its deliveries."""

from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.dispatch import Signal
from django.utils import timezone
from uuid_utils.compat import uuid7

from events import payload
from events.after_commit import run_after_commit
from events.context import Cause, current
from events.dispatch import dispatch
from events.models import Delivery, Refusal, StoredEvent
from events.registry import DeclaredSignal, registry
from events.runs import ReceiverRun
from events.types import AFTER_COMMIT, DURABLE, EventError, NoUnitOfWork, Refused
from events.unit_of_work import UnitOfWork, current_unit_of_work
from events.wakeup import notify_workers


def publish(signal: DeclaredSignal, channel: Signal, event: object) -> None:
    """Run the in-transaction receivers of an event, store the event and queue its deliveries.

    An exception of an in-transaction receiver dooms the unit of work and is raised here.
    """
    work, correlation_id = current_unit_of_work(), current().correlation_id
    # The context may have been copied into an asyncio task that outlives the transaction.
    if work is None or correlation_id is None or not connection.in_atomic_block:
        raise NoUnitOfWork(
            f"{signal.name} was published outside a unit of work: "
            "wrap the service in `with unit_of_work(...):`."
        )
    try:
        _publish(signal, channel, event, work, correlation_id)
    except BaseException as failure:
        work.doom(failure)
        transaction.set_rollback(True)
        raise


def _publish(
    signal: DeclaredSignal, channel: Signal, event: object, work: UnitOfWork, correlation_id: UUID
) -> None:
    if type(event) is not signal.event_type:
        raise EventError(
            f"{signal.name} carries {signal.event_type.__name__}, not {type(event).__name__}."
        )
    context = current()
    by = context.cause
    stored = StoredEvent(
        id=uuid7(),
        signal=signal.name,
        version=signal.version,
        payload=payload.encode(event),
        occurred_at=timezone.now(),
        correlation_id=correlation_id,
        causation_id=by.event_id if by else None,
        request_id=context.request_id,
        actor=context.actor_id,
        published_by=by.receiver if by else "",
        unit_of_work=work.id,
        unit_of_work_started_at=work.started_at,
    )
    cause = Cause.of(stored.id, stored.signal, by=by)
    stored.depth = cause.depth
    metadata = stored.metadata()
    runs: list[ReceiverRun] = []
    try:
        dispatch(channel, event, metadata, cause, runs)
    except Refused:
        if work.refusal is None:
            work.refusal = _refusal(signal, stored, runs)
        raise
    after_commit = list(registry.of(signal.name, AFTER_COMMIT))
    stored.receiver_runs = [run.as_json() for run in runs]
    stored.after_commit = [subscription.receiver for subscription in after_commit]
    stored.save(force_insert=True)
    _queue(signal, stored, work)
    for subscription in after_commit:
        run = partial(run_after_commit, subscription, event, metadata, cause)
        transaction.on_commit(run, robust=True)


def _refusal(signal: DeclaredSignal, stored: StoredEvent, runs: list[ReceiverRun]) -> Refusal:
    """Describe the refused event, whose own row is rolled back."""
    return Refusal(
        signal=signal.name,
        receiver=runs[-1].receiver,
        payload=payload.masked(signal.event_type, stored.payload),
        receiver_runs=[run.as_json() for run in runs],
        correlation_id=stored.correlation_id,
        occurred_at=stored.occurred_at,
    )


def _queue(signal: DeclaredSignal, stored: StoredEvent, work: UnitOfWork) -> None:
    """Create one delivery for each durable receiver; wake the workers after the commit."""
    subscriptions = list(registry.of(signal.name, DURABLE))
    if not subscriptions:
        return
    Delivery.objects.bulk_create(
        Delivery(
            event=stored,
            signal=signal.name,
            receiver=subscription.receiver,
            mode=DURABLE,
            queue=subscription.queue,
            urgent=signal.urgent,
        )
        for subscription in subscriptions
    )
    work.queues.update(subscription.queue for subscription in subscriptions)
    transaction.on_commit(partial(_notify, work.queues), robust=True)


def _notify(queues: set[str]) -> None:
    """Wake the workers once for all events of a unit of work."""
    if queues:
        notify_workers(queues)
        queues.clear()
