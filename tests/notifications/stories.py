"""Events as other apps announce them, and a way to hear one of them as a worker would."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from uuid_utils.compat import uuid7

from events.api import EventMetadata, unit_of_work
from inventory.signals import StockDepleted, StockLow, StockReplenished
from loyalty.signals import PointsAwarded, TierReached
from orders.signals import (
    Adjustment,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderedLine,
    OrderRefunded,
    OrderShipped,
    RefundedLine,
)

ORDER_ID = UUID("01890000-0000-7000-8000-00000000f00d")
GUEST = "grace@example.com"


def hear(receiver: Callable[..., None], event: object, *, event_id: UUID | None = None) -> None:
    """Run a durable receiver as a worker does: in an operation of its own."""
    metadata = EventMetadata(
        event_id=event_id or uuid7(),
        signal="tests",
        occurred_at=timezone.now(),
        correlation_id=ORDER_ID,
        causation_id=None,
    )
    with unit_of_work(correlation_id=ORDER_ID):
        receiver(event=event, metadata=metadata)


def _of_order(changes: dict[str, Any]) -> dict[str, Any]:
    return {
        "order_id": ORDER_ID,
        "number": "S-1042",
        "customer_id": None,
        "email": GUEST,
        "name": "Grace Hopper",
        **changes,
    }


def completed(**changes: Any) -> OrderCompleted:
    """Two teapots and a telescope for a Silver customer: 168.40 less 5 %, delivery free."""
    return OrderCompleted(
        **_of_order(
            {
                "lines": (line("TEAPOT", "Stoneware teapot", 2, "19.70"), line()),
                "adjustments": (
                    Adjustment(
                        code="silver", label="Silver", amount=Decimal("-8.42"), stage="goods"
                    ),
                    Adjustment(
                        code="free",
                        label="Free delivery",
                        amount=Decimal("-4.90"),
                        stage="shipping",
                    ),
                ),
                "goods_listed": Decimal("168.40"),
                "goods_paid": Decimal("159.98"),
                "shipping_listed": Decimal("4.90"),
                "shipping_paid": Decimal("0.00"),
                "total_paid": Decimal("159.98"),
                **changes,
            }
        )
    )


def shipped(**changes: Any) -> OrderShipped:
    return OrderShipped(
        **_of_order({"carrier": "Parcel Post", "tracking_number": "PIGEON-7", **changes})
    )


def delivered(**changes: Any) -> OrderDelivered:
    return OrderDelivered(**_of_order(changes))


def cancelled(**changes: Any) -> OrderCancelled:
    """A paid order that its customer cancelled before it was shipped."""
    return OrderCancelled(
        **_of_order(
            {
                "reason": "customer",
                "was_paid": True,
                "refund_id": uuid7(),
                "lines": (line(),),
                "adjustments": (),
                "goods_paid": Decimal("129.00"),
                "shipping_paid": Decimal("0.00"),
                "total_paid": Decimal("129.00"),
                **changes,
            }
        )
    )


def refunded(**changes: Any) -> OrderRefunded:
    """One of the two teapots is paid back."""
    return OrderRefunded(
        **_of_order(
            {
                "refund_id": uuid7(),
                "lines": (
                    RefundedLine(
                        sku="TEAPOT",
                        name="Stoneware teapot",
                        quantity=1,
                        amount=Decimal("18.71"),
                        resaleable=True,
                    ),
                ),
                "adjustments": (),
                "amount": Decimal("18.71"),
                "goods_paid_before": Decimal("159.98"),
                "goods_paid_after": Decimal("141.27"),
                "whole": False,
                **changes,
            }
        )
    )


def points(customer_id: int, **changes: Any) -> PointsAwarded:
    told = {"order_id": ORDER_ID, "points": 159, "balance": 420, "tier": "Silver", **changes}
    return PointsAwarded(customer_id=customer_id, **told)


def tier(customer_id: int) -> TierReached:
    return TierReached(customer_id=customer_id, tier="Gold")


def low(**changes: Any) -> StockLow:
    told = {"sku": "TEAPOT", "name": "Stoneware teapot", "available": 3, "threshold": 5, **changes}
    return StockLow(**told)


def depleted() -> StockDepleted:
    return StockDepleted(sku="BRASS-TELESCOPE", name="Brass telescope")


def replenished(**changes: Any) -> StockReplenished:
    told = {
        "sku": "BRASS-TELESCOPE",
        "slug": "brass-telescope",
        "name": "Brass telescope",
        "available": 4,
        **changes,
    }
    return StockReplenished(**told)


def line(
    sku: str = "BRASS-TELESCOPE",
    name: str = "Brass telescope",
    quantity: int = 1,
    price: str = "129.00",
) -> OrderedLine:
    """A line of an order, paid for in full."""
    each = Decimal(price)
    return OrderedLine(sku=sku, name=name, quantity=quantity, unit_price=each, paid=each * quantity)
