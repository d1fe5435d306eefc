"""Delivering one durable delivery: run the receiver, mark it done, or plan the next attempt."""

import logging

from django.db import transaction
from django.db.models.functions import Now

from events.context import Cause, begun_by, correlated
from events.contract import EventError, EventMetadata, LeaseLost
from events.leases import Lease, claim, end
from events.models import Status
from events.operations import unit_of_work
from events.registry import registry
from events.running import Run, tell
from events.schedule import wait_after

logger = logging.getLogger("events")


def deliver(delivery_id: int | None = None) -> bool:
    """Claim one delivery that is due (or the given one) and run it; False if there is none.

    Whatever the receiver raises is recorded, never raised here. An interruption of the
    process (KeyboardInterrupt, SystemExit) gives the lease back and goes on.
    """
    lease = claim(delivery_id)
    if lease is None:
        return False
    entry = lease.delivery.entry
    cause = Cause(
        event_id=entry.id, depth=entry.depth, chain=(entry.signal,), before=entry.causation_id
    )
    with correlated(entry.correlation_id), begun_by(entry.origin):
        _run(lease, cause)
    return True


def _run(lease: Lease, cause: Cause) -> None:
    receiver = lease.subscription.receiver
    runs: list[Run] = []
    try:
        if lease.subscription.atomic:
            with unit_of_work():
                _receive(lease, cause, runs)
        else:
            _receive(lease, cause, runs)
    except LeaseLost as lost:
        logger.warning("%s", lost)
    except Exception as error:
        logger.exception("%s failed in attempt %s", receiver, lease.delivery.attempts)
        _plan_again(lease, runs, error)
    except BaseException:
        _give_back(lease)
        raise


def _receive(lease: Lease, cause: Cause, runs: list[Run]) -> None:
    """Run the receiver and mark the delivery done: inside an operation, both or neither."""
    entry = lease.delivery.entry
    signal = registry.signals[entry.signal]
    metadata = EventMetadata(
        event_id=entry.id,
        signal=entry.signal,
        occurred_at=entry.occurred_at,
        correlation_id=entry.correlation_id,
        causation_id=entry.causation_id,
        attempt=lease.delivery.attempts,
    )
    event = signal.read(entry.payload, version=entry.version)
    tell(lease.subscription.channel, event, metadata, cause, runs)
    run = runs[-1]
    end(
        lease,
        status=Status.DONE,
        finished_at=Now(),
        duration_ms=run.duration_ms,
        statements=run.statements,
        left_out=run.left_out,
        last_error="",
    )


def _plan_again(lease: Lease, runs: list[Run], error: Exception) -> None:
    """Keep the failed attempt; plan the next one, or mark the delivery failed after the last."""
    row, run = lease.delivery, runs[-1] if runs else None
    text = run.error if run and run.error else f"{type(error).__name__}: {error}"
    failure = {
        "attempt": row.attempts,
        "started_at": run.started_at.isoformat() if run else None,
        "duration_ms": round(run.duration_ms, 3) if run else None,
        "outcome": "raised",
        "error": text,
    }
    last = row.attempts >= lease.subscription.attempts
    try:
        with transaction.atomic():
            end(
                lease,
                status=Status.FAILED if last else Status.PENDING,
                due_at=Now() + wait_after(row.attempts),
                handed_out_at=None,
                finished_at=Now() if last else None,
                duration_ms=run.duration_ms if run else None,
                statements=run.statements if run else None,
                left_out=None,  # what it wrote is rolled back, and what it did not as well
                last_error=text,
                failures=[*row.failures, failure],
            )
    except LeaseLost as lost:
        logger.warning("%s", lost)


def _give_back(lease: Lease) -> None:
    """The process has to stop: let another worker have the delivery at once, unpunished."""
    try:
        end(
            lease,
            status=Status.PENDING,
            due_at=Now(),
            handed_out_at=None,
            attempts=lease.delivery.attempts - 1,
        )
    except EventError as lost:
        logger.warning("%s", lost)
