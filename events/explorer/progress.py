"""How far a flow has come, for whoever shows nothing of the flow itself."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from events.models import OPEN, StoredEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a flow has come.

    `stamp` is short, and another one as soon as there is one more event, or a delivery has got
    any further. `settled` says that nothing waits to be delivered.
    """

    stamp: str
    settled: bool


def progress(correlation_id: UUID) -> Progress:
    """How far this flow has come: one statement. One that nobody knows is settled."""
    deliveries = list(
        StoredEvent.objects.filter(correlation_id=correlation_id)
        .order_by("id", "deliveries__id")
        .values_list("id", "deliveries__id", "deliveries__status", "deliveries__attempts")
    )
    stamp = hashlib.sha256(repr(deliveries).encode()).hexdigest()[:16]
    return Progress(stamp=stamp, settled=not any(status in OPEN for _, _, status, _ in deliveries))
