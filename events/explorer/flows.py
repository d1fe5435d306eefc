"""One flow: everything that was published under one correlation id, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from events.explorer.receiver_runs import (
    ReceiverRun,
    delivered_run,
    in_transaction_run,
    unrecorded_runs,
)
from events.models import OPEN, Refusal, StoredEvent
from events.payload import masked
from events.registry import registry


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowEvent:
    """One event of a flow; `caused` are the events that its receivers published."""

    id: UUID
    name: str
    occurred_at: datetime
    causation_id: UUID | None
    published_by: str
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
    """The events of one correlation id in the order in which they happened.

    `personal` says whether the payloads hold personal data as they are.
    """

    correlation_id: UUID
    events: tuple[FlowEvent, ...]
    refusals: tuple[Refusal, ...]
    personal: bool = False

    @property
    def settled(self) -> bool:
        """Whether nothing is pending or running any more."""
        return not any(r.status in OPEN for event in self.events for r in event.receivers)

    @property
    def counts(self) -> dict[str, int]:
        """How many receivers stand where, by status."""
        counts: dict[str, int] = {}
        for event in self.events:
            for run in event.receivers:
                counts[run.status] = counts.get(run.status, 0) + 1
        return counts


def flow(correlation_id: UUID, *, personal: bool = False) -> Flow:
    """The flow of a correlation id: three statements, however much it holds.

    Personal data in the payloads is masked, and errors are only named, unless `personal` is
    asked for, by somebody who may see it. A flow that nobody knows is empty and settled.
    """
    rows = StoredEvent.objects.filter(correlation_id=correlation_id).order_by("id")
    return Flow(
        correlation_id=correlation_id,
        events=tuple(
            _event(stored, personal=personal) for stored in rows.prefetch_related("deliveries")
        ),
        refusals=tuple(Refusal.objects.filter(correlation_id=correlation_id).order_by("id")),
        personal=personal,
    )


def shown_payload(stored: StoredEvent, *, personal: bool) -> Mapping[str, Any]:
    """The payload as stored, masked unless personal data may be seen.

    Of a signal that is not installed nobody knows what is personal: it is masked whole.
    """
    if personal:
        payload: Mapping[str, Any] = stored.payload
        return payload
    signal = registry.signals.get(stored.signal)
    if signal is None:
        return dict.fromkeys(stored.payload, "•••")
    return masked(signal.event_type, stored.payload)


def _event(stored: StoredEvent, *, personal: bool) -> FlowEvent:
    deliveries = list(stored.deliveries.all())
    return FlowEvent(
        id=stored.id,
        name=stored.signal,
        occurred_at=stored.occurred_at,
        causation_id=stored.causation_id,
        published_by=stored.published_by or stored.signal.partition(".")[0],
        depth=stored.depth,
        unit_of_work=stored.unit_of_work,
        unit_of_work_started_at=stored.unit_of_work_started_at,
        payload=shown_payload(stored, personal=personal),
        receivers=(
            *(in_transaction_run(outcome, personal=personal) for outcome in stored.receiver_runs),
            *unrecorded_runs(stored, deliveries),
            *(delivered_run(delivery, personal=personal) for delivery in deliveries),
        ),
    )
