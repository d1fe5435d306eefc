"""A pending order is paid for."""

from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import ChargeResult
from orders.models import Order, Status
from orders.services.announcing import about
from orders.services.refunding import pay_back_late
from orders.services.transitions import TransitionRefused, move
from orders.signals import OrderCompleted, order_completed


def complete_order(*, order: Order, payment: ChargeResult) -> Order:
    """Complete a pending order whose payment the bank has captured; it is brought up to date.

    Publishes `order_completed`, in the caller's operation if one is open.
    Raises TransitionRefused where it is pending no more. If it had been cancelled unpaid,
    what was captured is on its way back by then.
    """
    now = timezone.now()
    try:
        with unit_of_work(correlation_id=order.id):
            move(
                order.id,
                Status.COMPLETED,
                paid_at=now,
                card_brand=payment.card_brand,
                card_last4=payment.card_last4,
            )
            order_completed.publish(
                OrderCompleted(
                    **about(order),
                    lines=order.ordered_lines,
                    adjustments=order.granted,
                    goods_listed=order.goods,
                    goods_paid=order.total - order.shipping_paid,
                    shipping_listed=order.delivery,
                    shipping_paid=order.shipping_paid,
                    total_paid=order.total,
                )
            )
    except TransitionRefused as refused:
        if refused.status is Status.CANCELLED:
            pay_back_late(order=order)
        raise
    order.status, order.paid_at = Status.COMPLETED, now
    order.card_brand, order.card_last4 = payment.card_brand, payment.card_last4
    return order
