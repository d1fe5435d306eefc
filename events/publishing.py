"""Publishing one event: it is heard in the transaction, written down, queued and planned."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from events import payloads
from events.after_commit import record_after_commit, run_after_commit
from events.context import Cause, current_cause, current_origin
from events.contract import (
    AFTER_COMMIT,
    DURABLE,
    IN_TRANSACTION,
    EventError,
    EventMetadata,
    Refused,
    TooDeep,
)
from events.engines import hands_out
from events.identifiers import uuid7
from events.models import OPEN, Delivery, StoredEvent
from events.operations import UnitOfWork
from events.refusals import Veto
from events.registry import registry
from events.rows import insert, insert_unless_there
from events.running import Run, tell

if TYPE_CHECKING:
    from events.event_signal import EventSignal

MAX_DEPTH = 16


def publish(
    signal: "EventSignal[Any]",
    event: object,
    *,
    work: UnitOfWork,
    correlation_id: UUID,
    dedupe_key: str | None,
) -> bool:
    """See EventSignal.publish, which has made sure that `work` is open.

    The event, with the outcomes of those who heard it now, and the deliveries to those who will
    are written when the operation ends: two INSERTs, however many events and receivers. False,
    and nothing queued, if an event with this `dedupe_key` exists already.
    """
    _check(signal, event, dedupe_key)
    by = current_cause()
    metadata = EventMetadata(
        event_id=uuid7(),
        signal=signal.name,
        occurred_at=timezone.now(),
        correlation_id=correlation_id,
        causation_id=by.event_id if by else None,
    )
    cause = _cause(metadata, by)
    payload = payloads.encode(event)
    runs: list[Run] = []
    try:
        tell(signal, event, metadata, cause, runs)
    except Refused as refused:
        if work.veto is None:
            work.veto = Veto(
                refused=refused,
                signal=signal.name,
                receiver=runs[-1].receiver,
                payload=payloads.masked(signal.event_type, payload),
                correlation_id=correlation_id,
                runs=runs,
            )
        raise
    after_commit = list(registry.of(signal.name, AFTER_COMMIT))
    entry = StoredEvent(
        id=metadata.event_id,
        signal=signal.name,
        version=signal.version,
        payload=payload,
        occurred_at=metadata.occurred_at,
        correlation_id=correlation_id,
        causation_id=metadata.causation_id,
        origin=current_origin(),
        published_by=by.receiver if by else "",
        depth=cause.depth,
        unit_of_work=work.id,
        unit_of_work_started_at=work.started_at,
        outcomes=[run.as_outcome() for run in runs],
        after_commit=[subscription.receiver for subscription in after_commit],
        dedupe_key=dedupe_key,
    )
    if dedupe_key is not None and not insert_unless_there(entry):
        return False
    _keep(work, entry)
    for subscription in after_commit:
        work.records_after_commit = True
        run = partial(run_after_commit, subscription, event, metadata, cause, work.after_commit)
        transaction.on_commit(run, robust=True)
    return True


def _check(signal: "EventSignal[Any]", event: object, dedupe_key: str | None) -> None:
    if type(event) is not signal.event_type:
        raise EventError(
            f"{signal.name} carries {signal.event_type.__name__}, not {type(event).__name__}."
        )
    if dedupe_key is not None and any(registry.of(signal.name, IN_TRANSACTION)):
        raise EventError(
            f"{signal.name} cannot have a dedupe_key: whoever hears it in the transaction "
            "would hear it before it is known to be the first."
        )


def _cause(metadata: EventMetadata, by: Cause | None) -> Cause:
    """What the receivers of this event are told of its origin; raises TooDeep."""
    if by is None:
        return Cause(event_id=metadata.event_id, depth=0, chain=(metadata.signal,))
    chain = (*by.chain, metadata.signal)
    if by.depth >= MAX_DEPTH:
        names = " → ".join((*_led_to(by.before), *chain))
        raise TooDeep(f"Events cause one another without an end: {names}.")
    return Cause(event_id=metadata.event_id, depth=by.depth + 1, chain=chain, before=by.before)


def _led_to(event_id: UUID | None) -> list[str]:
    """The names of the events down to this one, as far back as the journal goes."""
    names: list[str] = []
    while event_id is not None:
        entries = StoredEvent.objects.filter(pk=event_id)
        name, event_id = entries.values_list("signal", "causation_id").first() or ("…", None)
        names.insert(0, name)
    return names


def _keep(work: UnitOfWork, entry: StoredEvent) -> None:
    """Leave the entry (unless it is written already) and its deliveries to the operation's end.

    Once a savepoint has been opened they are written at once: it may be open still, and then they
    have to go with it where it is rolled back.
    """
    kept = (entry, _deliveries(entry, work))
    work.queued += kept[1]
    work.before_commit = _finish
    if connection.savepoint_state != work.savepoints:
        _write([kept])
    else:
        work.unwritten.append(kept)


def _write(kept: Sequence[tuple[StoredEvent, list[Delivery]]]) -> None:
    insert(*(entry for entry, _ in kept if entry.dedupe_key is None))
    insert(*(delivery for _, deliveries in kept for delivery in deliveries))


def _deliveries(entry: StoredEvent, work: UnitOfWork) -> list[Delivery]:
    """One for each durable receiver; of a repeated event, for those who are free."""
    repeated = entry.dedupe_key is not None
    busy = _receivers_with_an_open_delivery(entry.signal, work) if repeated else frozenset[str]()
    return [
        Delivery(entry=entry, signal=entry.signal, receiver=subscription.receiver, kind=DURABLE)
        for subscription in registry.of(entry.signal, DURABLE)
        if subscription.receiver not in busy
    ]


def _receivers_with_an_open_delivery(signal: str, work: UnitOfWork) -> frozenset[str]:
    """Who has not finished with an earlier event of the same, repeated kind.

    What this operation has not written yet is asked of itself, the rest of the database.
    """
    written = Delivery.objects.filter(signal=signal, status__in=OPEN)
    unwritten = [one for _, deliveries in work.unwritten for one in deliveries]
    return frozenset(written.values_list("receiver", flat=True)).union(
        one.receiver for one in unwritten if one.signal == signal
    )


def _finish(work: UnitOfWork) -> None:
    """Do what comes once, after all that the operation has published."""
    _write(work.unwritten)
    if work.records_after_commit:
        transaction.on_commit(lambda: record_after_commit(work.after_commit), robust=True)
    hand_out = hands_out() if work.queued else None
    if hand_out is not None:
        ids = [delivery.pk for delivery in work.queued]
        transaction.on_commit(partial(hand_out, ids), robust=True)
