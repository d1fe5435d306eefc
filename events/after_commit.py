"""Receivers that run right after the commit, and what is written down of how they fared."""

import logging

from django.conf import settings
from django.db import Error
from django.utils import timezone

from events.context import Cause, correlated
from events.contract import AFTER_COMMIT, EventMetadata
from events.models import Delivery
from events.registry import Subscription
from events.rows import insert
from events.running import Run, tell

logger = logging.getLogger("events")


def run_after_commit(
    subscription: Subscription,
    event: object,
    metadata: EventMetadata,
    cause: Cause,
    recorded: list[Delivery],
) -> None:
    """Run one receiver after the commit; its failure is noted and stays its own."""
    runs: list[Run] = []
    with correlated(metadata.correlation_id):
        try:
            tell(subscription.channel, event, metadata, cause, runs)
        except Exception:
            logger.exception("%s failed after the commit", subscription.receiver)
    run = runs[-1]
    if run.status == "done" and not settings.DEMO:
        return
    recorded.append(
        Delivery(
            entry_id=metadata.event_id,
            signal=subscription.signal,
            receiver=subscription.receiver,
            kind=AFTER_COMMIT,
            status=run.status,
            attempts=1,
            due_at=None,
            started_at=run.started_at,
            finished_at=timezone.now(),
            duration_ms=run.duration_ms,
            statements=run.statements,
            left_out=run.left_out,
            last_error=run.error,
        )
    )


def record_after_commit(deliveries: list[Delivery]) -> None:
    """Keep how the receivers after the commit fared: one INSERT; a failure to do so is logged."""
    try:
        insert(*deliveries)
    except Error:
        logger.exception("The runs after a commit could not be recorded")
