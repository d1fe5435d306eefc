"""What is written down of an operation that was refused."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone

from events.contract import Refused
from events.models import Refusal
from events.running import Run


@dataclass(slots=True)
class Veto:
    """A refusal, with what was attempted; written down once the rollback is complete."""

    refused: Refused
    signal: str
    receiver: str
    payload: dict[str, Any]  # masked
    correlation_id: UUID
    runs: list[Run]


def record_refusal(
    refused: Refused, veto: Veto | None, *, correlation_id: UUID, duration_ms: float
) -> None:
    """Write down what was attempted and who refused it; there is no event to point at."""
    refusal = Refusal(
        refused_with=type(refused).__name__,
        reason=refused.reason,
        correlation_id=correlation_id,
        occurred_at=timezone.now(),
        duration_ms=duration_ms,
    )
    if veto is not None and veto.refused in (refused, refused.__cause__):
        refusal.signal = veto.signal
        refusal.receiver = veto.receiver
        refusal.correlation_id = veto.correlation_id
        refusal.outcomes = [run.as_outcome() for run in veto.runs]
        refusal.payload = veto.payload
    refusal.save(force_insert=True)
