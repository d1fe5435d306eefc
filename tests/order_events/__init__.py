"""Events of one order, for the tests of the apps that receive them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from events.api import EventMetadata, EventSignal, unit_of_work
from events.models import Delivery
from events.testing import deliver_all
from orders.signals import Adjustment, OrderedLine

ORDER_ID = UUID("01890000-0000-7000-8000-0000000e1e5c")
GUEST_EMAIL = "grace@example.com"


def ordered_line(
    sku: str = "BRASS-TELESCOPE",
    name: str = "Brass telescope",
    quantity: int = 1,
    price: str = "124.10",
) -> OrderedLine:
    """Return a line that was paid in full."""
    unit_price = Decimal(price)
    return OrderedLine(
        sku=sku, name=name, quantity=quantity, unit_price=unit_price, paid=unit_price * quantity
    )


def redemption(points: int, amount: str | None = None) -> Adjustment:
    """Return the adjustment that redeems points, by default at their value."""
    return Adjustment(
        code=f"redeem-{points}",
        label=f"{points} of your points",
        amount=Decimal(amount) if amount else Decimal(-points) / 100,
        stage="redemption",
        optional=True,
    )


def publish[E](signal: EventSignal[E], event: E, *, app: str) -> None:
    """Publish an event and deliver it to one app; other apps would look for the order."""
    with unit_of_work(correlation_id=ORDER_ID):
        signal.publish(event)
    Delivery.objects.exclude(receiver__startswith=f"{app}.").delete()
    deliver_all()


def receive(receiver: Callable[..., None], event: Any, *, event_id: UUID | None = None) -> None:
    """Call a durable receiver as a worker does, in a separate unit of work."""
    metadata = EventMetadata(
        event_id=event_id or uuid7(),
        signal="tests",
        occurred_at=timezone.now(),
        correlation_id=ORDER_ID,
        causation_id=None,
    )
    with unit_of_work(correlation_id=ORDER_ID):
        receiver(event=event, metadata=metadata)
