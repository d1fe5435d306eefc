"""Events of orders, and the stock that results from them."""

from decimal import Decimal
from uuid import UUID, uuid4

from events.api import unit_of_work
from events.models import StoredEvent
from inventory.models import Stock
from inventory.models.stock import COUNTERS
from orders.signals import (
    OrderCancelled,
    OrderCompleted,
    OrderedLine,
    OrderPlaced,
    OrderRefunded,
    RefundedLine,
    order_cancelled,
    order_completed,
    order_placed,
    order_refunded,
)


def lines(quantities: dict[str, int]) -> tuple[OrderedLine, ...]:
    return tuple(
        OrderedLine(
            sku=sku,
            name=sku.capitalize(),
            quantity=quantity,
            unit_price=Decimal("12.50"),
            paid=Decimal("12.50") * quantity,
        )
        for sku, quantity in quantities.items()
    )


def placed(order_id: UUID, quantities: dict[str, int]) -> OrderPlaced:
    return OrderPlaced(
        order_id=order_id,
        number="SHOP-1",
        customer_id=None,
        lines=lines(quantities),
        adjustments=(),
        total_due=Decimal("12.50"),
    )


def completed(order_id: UUID, quantities: dict[str, int]) -> OrderCompleted:
    return OrderCompleted(
        order_id=order_id,
        number="SHOP-1",
        customer_id=None,
        email="ada@example.com",
        name="Ada",
        lines=lines(quantities),
        adjustments=(),
        goods_listed=Decimal("12.50"),
        goods_paid=Decimal("12.50"),
        shipping_listed=Decimal("4.90"),
        shipping_paid=Decimal("4.90"),
        total_paid=Decimal("17.40"),
    )


def cancelled(order_id: UUID, quantities: dict[str, int], *, was_paid: bool) -> OrderCancelled:
    return OrderCancelled(
        order_id=order_id,
        number="SHOP-1",
        customer_id=None,
        email="ada@example.com",
        name="Ada",
        reason="customer",
        was_paid=was_paid,
        refund_id=None,
        lines=lines(quantities),
        adjustments=(),
        goods_paid=Decimal("12.50") if was_paid else Decimal(0),
        shipping_paid=Decimal("4.90") if was_paid else Decimal(0),
        total_paid=Decimal("17.40") if was_paid else Decimal(0),
    )


def refunded(order_id: UUID, *goods: RefundedLine) -> OrderRefunded:
    return OrderRefunded(
        order_id=order_id,
        number="SHOP-1",
        customer_id=None,
        email="ada@example.com",
        name="Ada",
        refund_id=uuid4(),
        lines=goods,
        adjustments=(),
        amount=Decimal("12.50"),
        goods_paid_before=Decimal("25.00"),
        goods_paid_after=Decimal("12.50"),
        whole=False,
    )


def place(quantities: dict[str, int], order_id: UUID | None = None) -> UUID:
    """Publish that an order was placed; return its id. Raise LinesUnavailable."""
    order_id = order_id or uuid4()
    with unit_of_work(correlation_id=order_id):
        order_placed.publish(placed(order_id, quantities))
    return order_id


def complete(order_id: UUID, quantities: dict[str, int]) -> None:
    with unit_of_work(correlation_id=order_id):
        order_completed.publish(completed(order_id, quantities))


def cancel(order_id: UUID, quantities: dict[str, int], *, was_paid: bool) -> None:
    with unit_of_work(correlation_id=order_id):
        order_cancelled.publish(cancelled(order_id, quantities, was_paid=was_paid))


def refund(order_id: UUID, *goods: RefundedLine) -> None:
    with unit_of_work(correlation_id=order_id):
        order_refunded.publish(refunded(order_id, *goods))


def stock(sku: str) -> dict[str, int]:
    """Return the counters of a product that are not 0."""
    counters: dict[str, int] = Stock.objects.values(*COUNTERS).get(pk=sku)
    return {counter: pieces for counter, pieces in counters.items() if pieces}


def published(signal: str) -> list[dict[str, object]]:
    """Return the payloads that inventory published with this signal, in order."""
    entries = StoredEvent.objects.filter(signal=f"inventory.{signal}").order_by("id")
    return list(entries.values_list("payload", flat=True))
