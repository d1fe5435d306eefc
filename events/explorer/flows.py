"""One flow: all events with one correlation id, and the runs of their receivers."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from events.explorer.runs import ReceiverRun, delivery_run, in_transaction_runs, unrecorded_runs
from events.models import OPEN, Refusal, StoredEvent
from events.payload import masked
from events.registry import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEvent:
    """One event of a flow. `actor` is empty unless personal data is shown."""

    id: UUID
    name: str
    version: int
    occurred_at: datetime
    causation_id: UUID | None
    published_by: str
    request_id: str
    actor: str
    depth: int
    unit_of_work: UUID
    unit_of_work_started_at: datetime
    payload: Mapping[str, Any]
    receivers: tuple[ReceiverRun, ...]

    @property
    def app(self) -> str:
        return self.name.partition(".")[0]

    @property
    def title(self) -> str:
        return self.name.partition(".")[2].replace("_", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The events of one correlation id in the order in which they occurred."""

    correlation_id: UUID
    events: tuple[FlowEvent, ...]
    refusals: tuple[Refusal, ...]

    @property
    def settled(self) -> bool:
        """Whether no receiver is pending or running."""
        return not any(run.status in OPEN for event in self.events for run in event.receivers)

    @property
    def counts(self) -> dict[str, int]:
        """The number of runs by status."""
        return dict(Counter(run.status for event in self.events for run in event.receivers))

    @property
    def fingerprint(self) -> str:
        """A short text that changes with every event, run and refusal."""
        runs = [(e.id, r.name, r.status, r.attempts) for e in self.events for r in e.receivers]
        state = (len(self.events), len(self.refusals), [tuple(map(str, run)) for run in runs])
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]


def flow(correlation_id: UUID, *, personal: bool = False) -> Flow:
    """Return the flow of a correlation id, in three statements. An unknown flow is empty.

    Unless `personal`, personal data is masked, and errors have no stack frames.
    """
    rows = StoredEvent.objects.filter(correlation_id=correlation_id).order_by("id")
    return Flow(
        correlation_id=correlation_id,
        events=tuple(
            _event(stored, personal=personal) for stored in rows.prefetch_related("deliveries")
        ),
        refusals=tuple(Refusal.objects.filter(correlation_id=correlation_id).order_by("id")),
    )


def _event(stored: StoredEvent, *, personal: bool) -> FlowEvent:
    deliveries = list(stored.deliveries.all())
    signal = registry.signals.get(stored.signal)
    return FlowEvent(
        id=stored.id,
        name=stored.signal,
        version=stored.version,
        occurred_at=stored.occurred_at,
        causation_id=stored.causation_id,
        published_by=stored.published_by or stored.signal.partition(".")[0],
        request_id=stored.request_id,
        actor=stored.actor if personal else "",
        depth=stored.depth,
        unit_of_work=stored.unit_of_work,
        unit_of_work_started_at=stored.unit_of_work_started_at,
        payload=stored.payload
        if personal
        else masked(signal.event_type if signal else None, stored.payload),
        receivers=(
            *in_transaction_runs(stored.receiver_runs, frames=personal),
            *unrecorded_runs(stored, deliveries),
            *(delivery_run(delivery, frames=personal) for delivery in deliveries),
        ),
    )
