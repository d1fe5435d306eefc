"""The events of an order, as loyalty receives them."""

from decimal import Decimal
from uuid import UUID

from events.api import EventSignal
from orders.signals import (
    Adjustment,
    order_cancelled,
    order_completed,
    order_placed,
    order_refunded,
)
from tests import order_events
from tests.order_events import ORDER_ID
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    PlacedFactory,
    RefundedFactory,
)


def publish[E](signal: EventSignal[E], event: E) -> None:
    order_events.publish(signal, event, app="loyalty")


def place(customer_id: int | None, *adjustments: Adjustment, order_id: UUID = ORDER_ID) -> None:
    event = PlacedFactory.build(order_id=order_id, customer_id=customer_id, adjustments=adjustments)
    publish(order_placed, event)


def complete(customer_id: int | None, paid: str = "124.10") -> None:
    event = CompletedFactory.build(customer_id=customer_id, goods_paid=Decimal(paid))
    publish(order_completed, event)


def cancel(customer_id: int | None) -> None:
    publish(order_cancelled, CancelledFactory.build(customer_id=customer_id))


def refund(customer_id: int | None, before: str, after: str, *, whole: bool = False) -> None:
    event = RefundedFactory.build(
        customer_id=customer_id,
        amount=Decimal(before) - Decimal(after),
        goods_paid_before=Decimal(before),
        goods_paid_after=Decimal(after),
        whole=whole,
    )
    publish(order_refunded, event)
