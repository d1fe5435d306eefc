"""The state of the guided visit, read from the order that the visitor looks at."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from events.models import Delivery, Status, StoredEvent
from examples.lab import services
from examples.lab.models import Fault
from storefront.panels import Panel


@dataclass(frozen=True, slots=True)
class VisitState:
    """The state of loyalty's delivery for one order.

    `step` is `none` (not paid, or without loyalty), `delivered` (at the first attempt),
    `pending`, `retrying` (failed, and planned again), `recovered` (delivered after failures) or
    `failed`. `awards` are the points of each award that was published; empty until the delivery
    has recovered, and for a guest's order, which earns no points.
    """

    step: str
    order_id: UUID
    attempts: int = 0
    broken: bool = False
    is_guests: bool = False
    awards: tuple[int, ...] = ()


def visit_state(*, order_id: UUID, is_guests: bool) -> VisitState:
    """Return the state of the visit for this order, in at most three statements."""
    broken = _faults().exists()
    delivery = Delivery.objects.filter(
        event__correlation_id=order_id,
        signal=services.VISIT_SIGNAL,
        receiver=services.VISIT_RECEIVER,
    ).first()
    if delivery is None:
        return VisitState("none", order_id, broken=broken, is_guests=is_guests)
    step = _step(delivery)
    return VisitState(
        step,
        order_id,
        delivery.attempts,
        broken=broken,
        is_guests=is_guests,
        awards=_awards(order_id) if step == "recovered" else (),
    )


def is_broken() -> bool:
    """Return whether loyalty has a fault, added by a visitor or by staff."""
    return _faults().exists()


def panel(*, order_id: UUID, is_guests: bool) -> Panel:
    """Return the panel of the visit for an order's page."""
    return Panel(
        app="lab",
        title="Your first visit",
        template="lab/_visit.html",
        context={"visit": visit_state(order_id=order_id, is_guests=is_guests)},
    )


def _awards(order_id: UUID) -> tuple[int, ...]:
    """Return the awarded points, from the event log only."""
    awarded = StoredEvent.objects.filter(correlation_id=order_id, signal=services.VISIT_RESULT)
    return tuple(payload["points"] for payload in awarded.values_list("payload", flat=True))


def _faults() -> QuerySet[Fault]:
    return Fault.objects.filter(signal=services.VISIT_SIGNAL, receiver=services.VISIT_RECEIVER)


def _step(delivery: Delivery) -> str:
    if delivery.status == Status.FAILED:
        return "failed"
    if delivery.status == Status.DONE:
        return "recovered" if delivery.failures else "delivered"
    return "retrying" if delivery.failures else "pending"
