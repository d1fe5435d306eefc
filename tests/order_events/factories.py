"""Factories for the events of an order: goods for 124.10, and 4.90 for shipping.

The orders have no lines by default, so that inventory does not look for their stock.
"""

from decimal import Decimal

import factory
from uuid_utils.compat import uuid7

from orders.signals import (
    Adjustment,
    OrderCancelled,
    OrderCompleted,
    OrderDelivered,
    OrderedLine,
    OrderPlaced,
    OrderRefunded,
    OrderShipped,
    RefundedLine,
)
from tests.order_events import GUEST_EMAIL, ORDER_ID


class _OrderEventFactory[E](factory.Factory[E]):
    class Meta:
        abstract = True

    order_id = ORDER_ID
    number = "S-1042"
    customer_id: int | None = None


class _CustomerEventFactory[E](_OrderEventFactory[E]):
    class Meta:
        abstract = True

    email = GUEST_EMAIL
    name = "Grace Hopper"


class PlacedFactory(_OrderEventFactory[OrderPlaced]):
    class Meta:
        model = OrderPlaced

    lines: tuple[OrderedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    total_due = Decimal("129.00")


class CompletedFactory(_CustomerEventFactory[OrderCompleted]):
    class Meta:
        model = OrderCompleted

    lines: tuple[OrderedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    goods_listed = Decimal("124.10")
    goods_paid = Decimal("124.10")
    shipping_listed = Decimal("4.90")
    shipping_paid = Decimal("4.90")
    total_paid = factory.LazyAttribute(lambda event: event.goods_paid + event.shipping_paid)


class CancelledFactory(_CustomerEventFactory[OrderCancelled]):
    """A paid order, cancelled by its customer before it was shipped."""

    class Meta:
        model = OrderCancelled

    reason = "customer"
    was_paid = True
    refund_id = factory.LazyFunction(uuid7)
    lines: tuple[OrderedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    goods_paid = factory.LazyAttribute(lambda event: Decimal("124.10") * event.was_paid)
    shipping_paid = factory.LazyAttribute(lambda event: Decimal("4.90") * event.was_paid)
    total_paid = factory.LazyAttribute(lambda event: event.goods_paid + event.shipping_paid)


class ShippedFactory(_CustomerEventFactory[OrderShipped]):
    class Meta:
        model = OrderShipped

    carrier = "Parcel Post"
    tracking_number = "PP-4711"


class DeliveredFactory(_CustomerEventFactory[OrderDelivered]):
    class Meta:
        model = OrderDelivered


class RefundedFactory(_CustomerEventFactory[OrderRefunded]):
    """A refund of 18.71."""

    class Meta:
        model = OrderRefunded

    refund_id = factory.LazyFunction(uuid7)
    lines: tuple[RefundedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    amount = Decimal("18.71")
    goods_paid_before = Decimal("124.10")
    goods_paid_after = Decimal("105.39")
    whole = False
