"""What is written down afterwards: how receivers after the commit fared, and refusals."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error
from django.utils import timezone

from events.context import Cause, correlated
from events.contract import AFTER_COMMIT, Meta, Refused
from events.models import Delivery, Refusal
from events.registry import Subscription
from events.rows import insert
from events.running import Run, tell

logger = logging.getLogger("events")


@dataclass(slots=True)
class Veto:
    """A refusal, with what was attempted; written down once the rollback is complete."""

    refused: Refused
    signal: str
    receiver: str
    payload: dict[str, Any]  # masked
    correlation: UUID
    runs: list[Run]


def run_after_commit(
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
            tell(subscription.channel, event, meta, cause, runs)
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
