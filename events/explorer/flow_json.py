"""A flow as JSON, for scripts and other tools."""

from typing import Any

from events.explorer.flows import Flow

_EVENT = ("id", "name", "occurred_at", "causation_id", "published_by", "payload")
_RUN = ("name", "delivery", "status", "attempts", "started_at", "duration_ms", "error")
_REFUSAL = (
    *("signal", "receiver", "refused_with", "reason"),
    *("occurred_at", "duration_ms", "payload"),
)


def flow_as_json(flow: Flow) -> dict[str, Any]:
    """Return a flow in the documented format of `/events/flows/<id>.json`."""
    return {
        "correlation_id": flow.correlation_id,
        "settled": flow.settled,
        "events": [
            {**_picked(event, _EVENT), "receivers": [_picked(r, _RUN) for r in event.receivers]}
            for event in flow.events
        ],
        "refusals": [_picked(refusal, _REFUSAL) for refusal in flow.refusals],
    }


def _picked(source: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(source, name) for name in names}
