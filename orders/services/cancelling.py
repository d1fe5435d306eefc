"""Cancelling orders before they are shipped."""

import logging
from datetime import datetime
from decimal import Decimal
from time import monotonic
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import ChargeStatus, GatewayTimeout, payment_gateway
from orders.models import Order, Payment, Refund, Status
from orders.services.paying import settle_payment
from orders.services.refund_plan import refundable
from orders.services.refunding import owe_refund
from orders.services.transitions import TransitionNotAllowed, about, move
from orders.signals import CancelReason, OrderCancelled, OrderedLine, order_cancelled

logger = logging.getLogger("orders")

# Together with one timeout of the gateway less than a worker's lease.
_SECONDS_PER_RUN = 30
_ORDERS_PER_RUN = 500


def cancel_order(*, order_id: UUID, reason: CancelReason) -> Order:
    """Cancel an order that was not shipped; a worker refunds what was paid.

    Call it outside any transaction: the gateway voids a payment that is in flight first.
    Publish `order_cancelled`. Raise TransitionNotAllowed, with a message for the customer, if
    the order cannot be cancelled, if the gateway gives no answer, or if the payment turns out
    to be captured (then the order is completed). Raise Order.DoesNotExist for an unknown id.
    """
    status = Order.objects.values_list("status", flat=True).get(pk=order_id)
    if status != Status.PENDING:
        return _cancel_paid(order_id, reason)
    _void_payment(order_id)
    return _cancel_unpaid(order_id, reason)


def expire_orders(*, now: datetime) -> None:
    """Cancel the unpaid orders whose payment period is over.

    Call it outside any transaction. An order whose payment was captured is completed instead.
    If the gateway gives no answer, the next call tries again. Raise an ExceptionGroup of other
    errors after every order had its turn.
    """
    started = monotonic()
    failures: list[Exception] = []
    expired = Order.objects.unpaid().filter(expires_at__lte=now).order_by("expires_at")
    for order in expired[:_ORDERS_PER_RUN]:
        if monotonic() - started > _SECONDS_PER_RUN:
            break
        try:
            cancel_order(order_id=order.id, reason="expired")
        except TransitionNotAllowed as error:
            logger.info("Order %s was not cancelled: %s", order.number, error)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some unpaid orders could not be cancelled", failures)


def _void_payment(order_id: UUID) -> None:
    """Prevent the payment in flight, if there is one, from being captured."""
    payment = Payment.objects.filter(order=order_id, status=Payment.Status.PENDING).first()
    if payment is None:
        return
    try:
        result = payment_gateway().void(key=str(payment.id))
    except GatewayTimeout as timeout:
        raise TransitionNotAllowed(
            Status.PENDING, "The bank does not answer at the moment. Try again in a minute."
        ) from timeout
    settle_payment(payment_id=payment.id, result=result)
    if result.status is ChargeStatus.CAPTURED:
        raise TransitionNotAllowed(
            Status.COMPLETED,
            "The payment went through before, so this order is paid. "
            "Cancel it again to get a refund.",
        )


def _cancel_unpaid(order_id: UUID, reason: CancelReason) -> Order:
    with unit_of_work(correlation_id=order_id):
        move(
            order_id,
            Status.CANCELLED,
            source=Status.PENDING,
            cancel_reason=reason,
            cancelled_at=timezone.now(),
        )
        if Payment.objects.filter(order=order_id, status=Payment.Status.PENDING).exists():
            raise TransitionNotAllowed(Status.PENDING, "Another payment has just been started.")
        order = Order.objects.get(pk=order_id)
        _publish(order, reason, lines=order.lines_as_event())
    return order


def _cancel_paid(order_id: UUID, reason: CancelReason) -> Order:
    with unit_of_work(correlation_id=order_id):
        before = Order.objects.select_for_update().get(pk=order_id)
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
        left = refundable(before)
        goods = max(before.goods_paid - before.refunded, Decimal("0.00"))
        refund = owe_refund(order=order, amount=left)
        _publish(
            order,
            reason,
            lines=tuple(line.remaining_as_event() for line in lines),
            refund=refund,
            goods_paid=goods,
            shipping_paid=left - goods,
        )
    return order


def _publish(
    order: Order,
    reason: CancelReason,
    *,
    lines: tuple[OrderedLine, ...],
    refund: Refund | None = None,
    goods_paid: Decimal = Decimal("0.00"),
    shipping_paid: Decimal = Decimal("0.00"),
) -> None:
    order_cancelled.publish(
        OrderCancelled(
            **about(order),
            reason=reason,
            was_paid=refund is not None,
            refund_id=refund.id if refund else None,
            lines=lines,
            adjustments=order.adjustments_as_event(),
            goods_paid=goods_paid,
            shipping_paid=shipping_paid,
            total_paid=goods_paid + shipping_paid,
        )
    )
