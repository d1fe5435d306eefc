"""Run AFTER_COMMIT receivers, and record the runs that failed."""

import logging

from django.db import Error
from django.utils import timezone

from events.conf import conf
from events.context import Cause
from events.dispatch import dispatch
from events.log import error_text
from events.models import Delivery
from events.registry import Subscription
from events.runs import ReceiverRun
from events.types import AFTER_COMMIT, EventMetadata

logger = logging.getLogger("events")


def run_after_commit(
    subscription: Subscription, event: object, metadata: EventMetadata, cause: Cause
) -> None:
    """Run one receiver after the commit. Log and record its failure; do not raise it."""
    runs: list[ReceiverRun] = []
    try:
        dispatch(subscription.channel, event, metadata, cause, runs)
    except Exception as error:
        logger.error("%s failed after the commit: %s", subscription.receiver, error_text(error))
    run = runs[-1]
    if run.status == "done" and not conf.trace:
        return
    try:
        Delivery.objects.create(
            event_id=metadata.event_id,
            signal=subscription.signal,
            receiver=subscription.receiver,
            mode=AFTER_COMMIT,
            status=run.status,
            attempts=1,
            due_at=None,
            started_at=run.started_at,
            finished_at=timezone.now(),
            duration_ms=run.duration_ms,
            statements=run.statements,
            last_error=run.error,
        )
    except Error as error:
        logger.error("An after-commit run could not be recorded: %s", type(error).__name__)
