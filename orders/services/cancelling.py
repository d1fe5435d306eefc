"""Cancelling orders before they are shipped."""

import logging
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import ChargeStatus, GatewayTimeout, payment_gateway
from orders.models import Order, Payment, Status
from orders.services.paying import settle_payment
from orders.services.refunding import owe_refund
from orders.services.transitions import TransitionNotAllowed, move, not_allowed
from orders.signals import CancelReason, OrderCancelled, order_cancelled

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
    if status == Status.PENDING:
        _void_payment(order_id)
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        if order.status != status:  # another process changed it meanwhile
            if order.status == Status.COMPLETED:
                raise _paid_before()
            raise not_allowed(order.status, Status.CANCELLED)
        if status == Status.PENDING and _in_flight(order_id).exists():
            raise TransitionNotAllowed(Status.PENDING, "Another payment has just been started.")
        _cancel(order, reason)
        return Order.objects.get(pk=order_id)


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


def _in_flight(order_id: UUID) -> QuerySet[Payment]:
    return Payment.objects.filter(order=order_id, status=Payment.Status.PENDING)


def _void_payment(order_id: UUID) -> None:
    """Prevent the payment in flight, if there is one, from being captured."""
    payment = _in_flight(order_id).first()
    if payment is None:
        return
    try:
        result = payment_gateway().void(key=str(payment.id))
    except GatewayTimeout as timeout:
        raise TransitionNotAllowed(
            Status.PENDING, "The bank does not answer at the moment. Try again in a minute."
        ) from timeout
    settle_payment(payment=payment, result=result)
    if result.status is ChargeStatus.CAPTURED:
        raise _paid_before()


def _paid_before() -> TransitionNotAllowed:
    """Return the exception for an order whose payment overtook its cancellation."""
    return TransitionNotAllowed(
        Status.COMPLETED,
        "The payment went through before, so this order is paid. Cancel it again to get a refund.",
    )


def _cancel(order: Order, reason: CancelReason) -> None:
    """Cancel a locked order, owe what was paid and not refunded, and publish it."""
    left, goods = order.refundable, order.goods_paid_after_refunds()
    move(
        order.id,
        Status.CANCELLED,
        cancel_reason=reason,
        cancelled_at=timezone.now(),
        refunded=order.refunded + left,
    )
    refund = owe_refund(order=order, amount=left) if order.paid_at else None
    lines = [line.remaining_as_event() for line in order.lines.all() if line.remaining]
    order_cancelled.publish(
        OrderCancelled(
            **order.about(),
            reason=reason,
            was_paid=refund is not None,
            refund_id=refund.id if refund else None,
            lines=tuple(lines),
            adjustments=order.adjustments_as_event(),
            goods_paid=goods,
            shipping_paid=left - goods,
            total_paid=left,
        )
    )
