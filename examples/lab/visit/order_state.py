"""The state of loyalty's delivery for one order, read from the event log."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from events.models import Delivery, Status, StoredEvent
from examples.lab import services
from examples.lab.faults.active import ActiveFault, active_faults

_KEY = (services.VISIT_SIGNAL, services.VISIT_RECEIVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderState:
    """The state of loyalty's delivery for one order.

    `step` is `none` (not paid, or without loyalty), `delivered` (at the first attempt),
    `pending`, `retrying` (failed, and planned again), `recovered` (delivered after failures) or
    `failed`. `failures` counts over all retries, `next_at` is the planned time of the next
    attempt. `retried_by_staff` is true if staff retried or replayed the delivery. `awards` are
    the points of each award that was published; empty until the delivery has recovered, and for
    a guest's order, which earns no points.
    """

    order_id: UUID
    step: str = "none"
    failures: int = 0
    next_at: datetime | None = None
    retried_by_staff: bool = False
    awards: tuple[int, ...] = ()

    @property
    def attempt(self) -> int:
        """The number of the attempt that succeeded, or that comes next."""
        return self.failures + 1


def order_states(order_ids: Iterable[UUID]) -> dict[UUID, OrderState]:
    """Return the state of each order, in at most two statements."""
    states = {order_id: OrderState(order_id=order_id) for order_id in order_ids}
    deliveries = Delivery.objects.filter(
        event__correlation_id__in=states, signal=_KEY[0], receiver=_KEY[1]
    ).select_related("event")
    states |= {delivery.event.correlation_id: _state(delivery) for delivery in deliveries}
    recovered = [state for state in states.values() if state.step == "recovered"]
    awards = _awards(state.order_id for state in recovered)
    return states | {s.order_id: replace(s, awards=awards.get(s.order_id, ())) for s in recovered}


def visit_fault() -> ActiveFault | None:
    """Return loyalty's current fault, which a visitor or staff added; None without one."""
    return active_faults().get(_KEY)


def _state(delivery: Delivery) -> OrderState:
    failures = [record for record in delivery.failures if record["outcome"] != Status.DONE]
    return OrderState(
        order_id=delivery.event.correlation_id,
        step=_step(delivery, has_failed=bool(failures)),
        failures=len(failures),
        next_at=delivery.due_at if delivery.status == Status.PENDING else None,
        retried_by_staff=_was_restarted(delivery),
    )


def _step(delivery: Delivery, *, has_failed: bool) -> str:
    match delivery.status:
        case Status.FAILED:
            return "failed"
        case Status.DONE:
            return "recovered" if has_failed else "delivered"
    return "retrying" if has_failed else "pending"


def _was_restarted(delivery: Delivery) -> bool:
    """Return whether staff retried or replayed the delivery: its attempts count from one again."""
    numbers = [record["attempt"] for record in delivery.failures]
    if delivery.status in (Status.RUNNING, Status.DONE):
        numbers.append(delivery.attempts)
    elif delivery.attempts == 0 and numbers:
        return True
    return any(later <= earlier for earlier, later in pairwise(numbers))


def _awards(order_ids: Iterable[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Return the awarded points of each order, from the event log only."""
    awarded: dict[UUID, tuple[int, ...]] = {}
    stored = StoredEvent.objects.filter(
        correlation_id__in=list(order_ids), signal=services.VISIT_RESULT
    )
    for order_id, payload in stored.values_list("correlation_id", "payload"):
        awarded[order_id] = (*awarded.get(order_id, ()), payload["points"])
    return awarded
