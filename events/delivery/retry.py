"""Plan the next attempt of a delivery that failed, or give it up."""

import logging
import random
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from events.delivery.claim import Lease, finish
from events.log import error_summary, error_text
from events.models import Status
from events.runs import ReceiverRun
from events.types import LeaseLost, PermanentFailure, RetryAfter

logger = logging.getLogger("events")

# After the last of these, the delay stays at one hour.
_DELAYS_SECONDS = (1, 5, 30, 2 * 60, 10 * 60, 60 * 60)


def delay_after(attempt: int, error: BaseException) -> timedelta:
    """Return the delay after the given failed attempt, counted from 1.

    `RetryAfter` sets the delay itself. Otherwise it is the backoff with equal jitter: half is
    fixed and half random, so that deliveries that failed together are not retried together.
    """
    if isinstance(error, RetryAfter):
        return error.delay
    seconds = _DELAYS_SECONDS[min(attempt, len(_DELAYS_SECONDS)) - 1]
    jitter = random.uniform(0.5, 1)  # noqa: S311  # not a secret
    return timedelta(seconds=seconds * jitter)


def plan_retry(lease: Lease, runs: list[ReceiverRun], error: Exception) -> None:
    """Record a failed attempt and plan the next one, or mark the delivery failed."""
    row, receiver = lease.delivery, lease.subscription.receiver
    text, summary = error_text(error), error_summary(error)
    logger.error(
        "%s failed in attempt %s: %s", receiver, row.attempts, summary, extra={"frames": text}
    )
    duration = runs[-1].duration_ms if runs else None
    failure = row.attempt_record("raised", text, duration_ms=duration)
    last = row.attempts >= lease.subscription.attempts or isinstance(error, PermanentFailure)
    try:
        with transaction.atomic():
            finish(
                lease,
                status=Status.FAILED if last else Status.PENDING,
                due_at=Now() + delay_after(row.attempts, error),
                enqueued_at=None,
                finished_at=Now() if last else None,
                duration_ms=failure["duration_ms"],
                last_error=text,
                failures=[*row.failures, failure],
            )
    except LeaseLost as lost:
        logger.warning("%s", lost)
