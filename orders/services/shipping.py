"""Shipping and delivery."""

from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from orders.links import tracking_link
from orders.models import Carrier, Order, Status
from orders.services.transitions import move
from orders.signals import OrderDelivered, OrderShipped, order_delivered, order_shipped


def ship_order(*, order_id: UUID, tracking_number: str, carrier: Carrier = Carrier.POST) -> Order:
    """Record that the carrier received the parcel of a paid order.

    Publish `order_shipped`. Raise TransitionNotAllowed, or Order.DoesNotExist.
    """
    with unit_of_work(correlation_id=order_id):
        move(
            order_id,
            Status.SHIPPED,
            carrier=carrier,
            tracking_number=tracking_number,
            shipped_at=timezone.now(),
        )
        order = Order.objects.get(pk=order_id)
        order_shipped.publish(
            OrderShipped(
                **order.about(),
                carrier=carrier.label,
                tracking_number=tracking_number,
                tracking_url=tracking_link(carrier, tracking_number),
            )
        )
    return order


def deliver_order(*, order_id: UUID) -> Order:
    """Record that the parcel of a shipped order arrived.

    Publish `order_delivered`. Raise TransitionNotAllowed, or Order.DoesNotExist.
    """
    with unit_of_work(correlation_id=order_id):
        move(order_id, Status.DELIVERED, delivered_at=timezone.now())
        order = Order.objects.get(pk=order_id)
        order_delivered.publish(OrderDelivered(**order.about()))
    return order
