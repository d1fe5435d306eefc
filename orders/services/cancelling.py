"""An order is not delivered: nothing is charged, or everything is paid back."""

from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import ChargeStatus, GatewayTimeout, payment_gateway
from orders.models import Order, Refund, Status
from orders.services.announcing import about
from orders.services.completing import complete_order
from orders.services.refunding import owe
from orders.services.transitions import TransitionRefused, move
from orders.signals import CancelReason, OrderCancelled, OrderedLine, order_cancelled


def cancel_order(*, order_id: UUID, reason: CancelReason) -> Order:
    """Cancel an order that has not been shipped; what was paid is paid back by a worker.

    Publishes `order_cancelled`, in the caller's operation if one is open.
    Call it outside any transaction: of a pending order the bank is asked first. Raises
    TransitionRefused, with a message for the customer, where the order cannot be cancelled,
    where the bank gives no answer (the order stays pending), or where the payment turns out
    to have been captured (the order is then completed). Order.DoesNotExist for an unknown id.
    """
    order = Order.objects.get(pk=order_id)
    if order.status == Status.PENDING:
        return cancel_pending(order=order, reason=reason)
    return _cancel_paid(order_id, reason)


def cancel_pending(*, order: Order, reason: CancelReason) -> Order:
    """Void the payment of a pending order and cancel it, as `cancel_order` does."""
    try:
        payment = payment_gateway().void(key=str(order.id))
    except GatewayTimeout as timeout:
        raise TransitionRefused(
            Status.PENDING, "The bank gives no answer at the moment. Please try again in a minute."
        ) from timeout
    if payment.status is ChargeStatus.CAPTURED:
        complete_order(order=order, payment=payment)
        raise TransitionRefused(
            Status.COMPLETED,
            "The payment had already gone through, so this order is paid. "
            "Cancel it again to get your money back.",
        )
    return cancel_unpaid(order=order, reason=reason)


def cancel_unpaid(*, order: Order, reason: CancelReason) -> Order:
    """Cancel a pending order of which it is certain that nothing is or will be captured.

    Publishes `order_cancelled`, in the caller's operation if one is open. The order given is
    brought up to date. Raises TransitionRefused.
    """
    now = timezone.now()
    with unit_of_work(correlation_id=order.id):
        move(
            order.id,
            Status.CANCELLED,
            source=Status.PENDING,
            cancel_reason=reason,
            cancelled_at=now,
        )
        _announce(order, reason, lines=order.ordered_lines, refund=None)
    order.status, order.cancel_reason, order.cancelled_at = Status.CANCELLED, reason, now
    return order


def _cancel_paid(order_id: UUID, reason: CancelReason) -> Order:
    with unit_of_work(correlation_id=order_id):
        move(
            order_id,
            Status.CANCELLED,
            source=Status.COMPLETED,
            cancel_reason=reason,
            cancelled_at=timezone.now(),
            refunded=F("total"),
        )
        order = Order.objects.get(pk=order_id)
        lines = [line for line in order.lines.all() if line.remaining]
        amount = order.shipping_paid + sum(line.remaining_paid for line in lines)
        refund = owe(order, amount)
        _announce(
            order,
            reason,
            lines=tuple(line.as_ordered(line.remaining, line.remaining_paid) for line in lines),
            refund=refund,
        )
    return order


def _announce(
    order: Order,
    reason: CancelReason,
    *,
    lines: tuple[OrderedLine, ...],
    refund: Refund | None,
) -> None:
    paid = refund.amount if refund else Decimal("0.00")
    shipping = order.shipping_paid if refund else Decimal("0.00")
    order_cancelled.publish(
        OrderCancelled(
            **about(order),
            reason=reason,
            was_paid=refund is not None,
            refund_id=refund.id if refund else None,
            lines=lines,
            adjustments=order.granted,
            goods_paid=paid - shipping,
            shipping_paid=shipping,
            total_paid=paid,
        )
    )
