"""Payments: requested in the transaction of the order, charged by a worker.

The row of the order is the lock of its payments: every function here locks it first.
"""

from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import ChargeResult, ChargeStatus, payment_gateway
from orders.limits import MAX_PAYMENTS
from orders.models import Order, Payment, Refund, Status
from orders.services.transitions import move
from orders.signals import (
    OrderCompleted,
    PaymentCapturedLate,
    PaymentRequested,
    order_completed,
    payment_captured_late,
    payment_requested,
)


class PaymentNotAllowed(Exception):
    """The order cannot be paid now; the message is for the customer."""


def pay_order(*, order_id: UUID, token: str, seen_attempts: int | None = None) -> Payment:
    """Request another payment for an order whose last payment was declined.

    `seen_attempts` is the number of payments that the customer saw: a form that is sent twice
    does not charge twice. Publish `payment_requested`. Raise PaymentNotAllowed.
    """
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        statuses = list(order.payments.values_list("status", flat=True))
        if order.status != Status.PENDING:
            raise PaymentNotAllowed(f"This order is already {Status(order.status).label}.")
        if Payment.Status.PENDING in statuses:
            raise PaymentNotAllowed("A payment for this order is in progress.")
        if seen_attempts is not None and seen_attempts != len(statuses):
            raise PaymentNotAllowed("This form has been sent before.")
        if len(statuses) >= MAX_PAYMENTS:
            raise PaymentNotAllowed("This order cannot be paid with another card any more.")
        order.restart_payment_period()
        order.save(update_fields=["expires_at"])
        return request_payment(order=order, token=token, attempt=len(statuses) + 1)


def request_payment(*, order: Order, token: str, attempt: int) -> Payment:
    """Insert a payment and publish `payment_requested`, inside an open unit of work."""
    payment = Payment.objects.create(order=order, amount=order.total, token=token)
    payment_requested.publish(
        PaymentRequested(
            order_id=order.id, payment_id=payment.id, attempt=attempt, amount=payment.amount
        )
    )
    return payment


def charge_payment(*, payment_id: UUID) -> None:
    """Charge a payment at the gateway and settle it, outside any transaction.

    It can be called again at any time: the gateway returns the same answer for the same key.
    A payment that was voided is not charged, but a charge that reached the bank before is found.
    Raise GatewayTimeout if the gateway gives no answer.
    """
    payment = Payment.objects.get(pk=payment_id)
    gateway, key = payment_gateway(), str(payment_id)
    match payment.status:
        case Payment.Status.PENDING:
            result = gateway.charge(key=key, amount=payment.amount, token=payment.token)
        case Payment.Status.VOIDED:
            result = gateway.status(key=key)
        case _:
            return
    settle_payment(payment=payment, result=result)


def settle_payment(*, payment: Payment, result: ChargeResult) -> None:
    """Record the gateway's answer; complete the order if the payment was captured.

    Publish `order_completed`; or `payment_captured_late`, and owe a refund, if the order cannot
    be completed any more. An answer that was recorded before has no effect. A captured payment
    stays captured; the bank can capture one that it declined or confirmed to be void.
    """
    if result.status is ChargeStatus.UNKNOWN:
        return
    status, sources = Payment.Status(result.status), [Payment.Status.PENDING]
    with unit_of_work(correlation_id=payment.order_id):
        order = Order.objects.select_for_update().get(pk=payment.order_id)
        if status == Payment.Status.CAPTURED:
            sources += [Payment.Status.VOIDED, Payment.Status.DECLINED]
            if order.status != Status.PENDING:
                status = Payment.Status.LATE
        recorded = Payment.objects.filter(pk=payment.id, status__in=sources).update(
            status=status,
            reason=result.reason,
            card_brand=result.card_brand,
            card_last4=result.card_last4,
            token="",
            settled_at=timezone.now(),
        )
        if recorded and status == Payment.Status.CAPTURED:
            _complete(order)
        elif recorded and status == Payment.Status.LATE:
            _return_late_payment(order, payment.id)


def _complete(order: Order) -> None:
    move(order.id, Status.COMPLETED, paid_at=timezone.now())
    order_completed.publish(
        OrderCompleted(
            **order.about(),
            lines=order.lines_as_event(),
            adjustments=order.adjustments_as_event(),
            goods_listed=order.goods_listed,
            goods_paid=order.goods_paid,
            shipping_listed=order.shipping_listed,
            shipping_paid=order.shipping_paid,
            total_paid=order.total,
        )
    )


def _return_late_payment(order: Order, payment_id: UUID) -> None:
    refund = Refund.objects.create(order=order, payment_id=payment_id, amount=order.total)
    payment_captured_late.publish(
        PaymentCapturedLate(
            order_id=order.id,
            number=order.number,
            payment_id=payment_id,
            refund_id=refund.id,
            amount=refund.amount,
        )
    )
