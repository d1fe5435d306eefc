"""Events of orders, and the stock that results from them."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.test import TestCase

from events.api import unit_of_work
from events.models import StoredEvent
from inventory.models import Stock
from inventory.models.stock import COUNTERS
from orders.signals import (
    OrderedLine,
    RefundedLine,
    order_cancelled,
    order_completed,
    order_placed,
    order_refunded,
)
from tests.order_events import ordered_line
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    PlacedFactory,
    RefundedFactory,
)

# Run the AFTER_COMMIT receivers of a block, whose test is rolled back.
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)


def lines(quantities: dict[str, int]) -> tuple[OrderedLine, ...]:
    return tuple(
        ordered_line(sku, name=sku.capitalize(), quantity=quantity, price="12.50")
        for sku, quantity in quantities.items()
    )


def place(quantities: dict[str, int]) -> UUID:
    """Publish that an order was placed; return its id. Raise LinesUnavailable."""
    order_id = uuid4()
    with unit_of_work(correlation_id=order_id):
        order_placed.publish(PlacedFactory.build(order_id=order_id, lines=lines(quantities)))
    return order_id


def complete(order_id: UUID, quantities: dict[str, int]) -> None:
    event = CompletedFactory.build(order_id=order_id, lines=lines(quantities))
    with unit_of_work(correlation_id=order_id):
        order_completed.publish(event)


def cancel(order_id: UUID, quantities: dict[str, int], *, was_paid: bool) -> None:
    event = CancelledFactory.build(order_id=order_id, lines=lines(quantities), was_paid=was_paid)
    with unit_of_work(correlation_id=order_id):
        order_cancelled.publish(event)


def refund(order_id: UUID, *goods: RefundedLine) -> None:
    with unit_of_work(correlation_id=order_id):
        order_refunded.publish(RefundedFactory.build(order_id=order_id, lines=goods))


def stock(sku: str) -> dict[str, int]:
    """Return the counters of a product that are not 0."""
    counters: dict[str, int] = Stock.objects.values(*COUNTERS).get(pk=sku)
    return {counter: pieces for counter, pieces in counters.items() if pieces}


def published(signal: str) -> list[dict[str, Any]]:
    """Return the payloads that inventory published with this signal, in order."""
    entries = StoredEvent.objects.filter(signal=f"inventory.{signal}").order_by("id")
    return list(entries.values_list("payload", flat=True))
