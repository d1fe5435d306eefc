"""A flow as JSON, for scripts and for other tools."""

from typing import Any

from events.explorer.flows import Flow, FlowEvent
from events.explorer.receiver_runs import ReceiverRun
from events.models import Refusal


def flow_as_json(flow: Flow) -> dict[str, Any]:
    """The flow in the shape that `/events/flows/<id>.json` promises."""
    return {
        "correlation_id": str(flow.correlation_id),
        "settled": flow.settled,
        "events": [_event(event) for event in flow.events],
        "refusals": [_refusal(refusal) for refusal in flow.refusals],
    }


def _event(event: FlowEvent) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "name": event.name,
        "occurred_at": event.occurred_at.isoformat(),
        "causation_id": str(event.causation_id) if event.causation_id else None,
        "published_by": event.published_by,
        "payload": event.payload,
        "receivers": [_run(run) for run in event.receivers],
    }


def _run(run: ReceiverRun) -> dict[str, Any]:
    return {
        "name": run.name,
        "delivery": run.delivery.value,
        "status": run.status,
        "attempts": run.attempts,
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "duration_ms": run.duration_ms,
        "error": run.error,
    }


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "signal": refusal.signal,
        "receiver": refusal.receiver,
        "refused_with": refusal.refused_with,
        "reason": refusal.reason,
        "occurred_at": refusal.occurred_at.isoformat(),
        "duration_ms": refusal.duration_ms,
        "payload": refusal.payload,
    }
