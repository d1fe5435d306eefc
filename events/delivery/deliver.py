"""Deliver: run the receiver of a claimed delivery, then mark it done or plan a retry."""

import logging
from time import monotonic

from django.db.models import F
from django.db.models.functions import Now

from events.context import Cause, bind
from events.delivery.claim import Lease, claim, finish
from events.delivery.retry import plan_retry
from events.dispatch import dispatch
from events.models import Status
from events.registry import registry
from events.runs import ReceiverRun
from events.types import LeaseLost
from events.unit_of_work import unit_of_work

logger = logging.getLogger("events")


def deliver(queue: str | None = None, *, delivery_id: int | None = None) -> int:
    """Claim what is due in a queue, or one delivery, and run it; return the number of attempts.

    What a receiver raises is recorded, not raised. If the process stops (KeyboardInterrupt,
    SystemExit), unfinished deliveries are released.
    """
    leases = claim(queue, delivery_id=delivery_id)
    claimed, done = monotonic(), 0
    try:
        for lease in leases:
            # The rest of a slow batch would lose its leases while it waits: release it.
            if done and monotonic() - claimed > lease.subscription.lease.total_seconds() / 2:
                break
            run(lease)
            done += 1
    finally:
        for waiting in leases[done:]:
            _release(waiting)
    return done


def run(lease: Lease) -> Exception | None:
    """Run the receiver of one claimed delivery; return what it raised, or None."""
    stored = lease.delivery.event
    runs: list[ReceiverRun] = []
    with bind(
        correlation_id=stored.correlation_id, request_id=stored.request_id, actor=stored.actor
    ):
        try:
            if lease.subscription.atomic:
                with unit_of_work():
                    _receive(lease, runs)
            else:
                _receive(lease, runs)
        except LeaseLost as lost:
            logger.warning("%s", lost)
        except Exception as error:
            plan_retry(lease, runs, error)
            return error
    return None


def _receive(lease: Lease, runs: list[ReceiverRun]) -> None:
    """Run the receiver and mark the delivery done: in a unit of work, both or neither."""
    stored = lease.delivery.event
    event = registry.signals[stored.signal].decode(stored.payload, version=stored.version)
    metadata = stored.metadata(attempt=lease.delivery.attempts)
    cause = Cause(event_id=stored.id, depth=stored.depth, chain=(stored.signal,))
    dispatch(lease.subscription.channel, event, metadata, cause, runs)
    finish(
        lease,
        status=Status.DONE,
        finished_at=Now(),
        duration_ms=runs[-1].duration_ms,
        statements=runs[-1].statements,
        last_error="",
    )


def _release(lease: Lease) -> None:
    """Make a claimed delivery due again, without counting the attempt."""
    try:
        finish(
            lease, status=Status.PENDING, due_at=Now(), enqueued_at=None, attempts=F("attempts") - 1
        )
    except LeaseLost as lost:
        logger.warning("%s", lost)
