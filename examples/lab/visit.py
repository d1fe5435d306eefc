"""The guided first visit: where a visitor stands, told by the order that they look at."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from events.models import Delivery, Status, StoredEvent
from examples.lab import services
from examples.lab.models import Fault
from storefront.panels import Panel


@dataclass(frozen=True, slots=True)
class Stand:
    """Where loyalty's delivery of one order stands.

    `step` is `none` (not paid, or no loyalty here), `calm` (delivered at the first attempt),
    `working` (on its way), `failing` (tried, and to be tried again), `healed` (delivered
    after failures) or `given_up`. `awards` are the points that it was awarded, as often as it
    was: of a guest's order, which earns none, and until it is healed, nothing.
    """

    step: str
    order_id: UUID
    attempts: int = 0
    broken: bool = False
    is_guests: bool = False
    awards: tuple[int, ...] = ()


def stand_of(*, order_id: UUID, is_guests: bool) -> Stand:
    """Where the visit stands at this order: two statements, three once it has healed."""
    broken = _faults().exists()
    delivery = Delivery.objects.filter(
        event__correlation_id=order_id,
        signal=services.VISITED_SIGNAL,
        receiver=services.VISITED_RECEIVER,
    ).first()
    if delivery is None:
        return Stand("none", order_id, broken=broken, is_guests=is_guests)
    step = _step(delivery)
    return Stand(
        step,
        order_id,
        delivery.attempts,
        broken=broken,
        is_guests=is_guests,
        awards=_awards(order_id) if step == "healed" else (),
    )


def is_broken() -> bool:
    """Whether loyalty is broken now, by a visitor or by staff."""
    return _faults().exists()


def panel(*, order_id: UUID, is_guests: bool) -> Panel:
    """What the order's page says of the visit."""
    return Panel(
        app="lab",
        title="Your first visit",
        template="lab/_visit.html",
        context={"stand": stand_of(order_id=order_id, is_guests=is_guests)},
    )


def _awards(order_id: UUID) -> tuple[int, ...]:
    """What loyalty has announced to have awarded: the visit believes the journal alone."""
    told = StoredEvent.objects.filter(correlation_id=order_id, signal=services.VISITED_EFFECT)
    return tuple(payload["points"] for payload in told.values_list("payload", flat=True))


def _faults() -> QuerySet[Fault]:
    return Fault.objects.filter(signal=services.VISITED_SIGNAL, receiver=services.VISITED_RECEIVER)


def _step(delivery: Delivery) -> str:
    if delivery.status == Status.FAILED:
        return "given_up"
    if delivery.status == Status.DONE:
        return "healed" if delivery.failures else "calm"
    return "failing" if delivery.failures else "working"
