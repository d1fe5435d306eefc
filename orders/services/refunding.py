"""Refunds: owed in the transaction that decides them, executed by a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import payment_gateway
from orders.models import Line, Order, Payment, Refund, Status
from orders.services.refund_plan import RefundPlan, plan_amount, plan_pieces
from orders.services.transitions import SOURCES, about, move, not_allowed
from orders.signals import OrderRefunded, RefundedLine, order_refunded


def refund_order(
    *,
    order_id: UUID,
    lines: Mapping[str, int] | None = None,
    resaleable: bool,
    reason: str = "",
    submission: UUID | None = None,
) -> Refund:
    """Refund these pieces (quantity by sku) of a paid order, or all of them.

    Shipping is refunded with the last piece; then the order is refunded. `resaleable` goods
    return to the stock. A second call with the same `submission` returns the first one's
    refund. Publish `order_refunded`. Raise RefundNotAllowed, TransitionNotAllowed for an order
    that is not paid, or Order.DoesNotExist.
    """
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        if submission and (existing := Refund.objects.filter(submission=submission).first()):
            return existing
        _check_status(order)
        ordered = list(order.lines.all())
        plan = plan_pieces(order=order, ordered=ordered, asked=lines, resaleable=resaleable)
        pieces = {line.sku: line.quantity for line in plan.lines}
        for line in ordered:
            line.refunded_quantity += pieces.get(line.sku, 0)
        Line.objects.bulk_update(ordered, ["refunded_quantity"])
        return _refund(order, plan, reason=reason, submission=submission)


def refund_amount(
    *, order_id: UUID, amount: Decimal, reason: str, submission: UUID | None = None
) -> Refund:
    """Refund an amount of a paid order; the customer keeps the goods.

    Otherwise like `refund_order`.
    """
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        if submission and (existing := Refund.objects.filter(submission=submission).first()):
            return existing
        _check_status(order)
        plan = plan_amount(order=order, amount=amount)
        return _refund(order, plan, reason=reason, submission=submission)


def _check_status(order: Order) -> None:
    if order.status not in SOURCES[Status.REFUNDED]:
        raise not_allowed(order.pk, Status.REFUNDED)


def _refund(order: Order, plan: RefundPlan, *, reason: str, submission: UUID | None) -> Refund:
    """Record the refund that was planned for a locked order, and publish it."""
    refunded = order.refunded + plan.amount
    if plan.whole:
        move(order.pk, Status.REFUNDED, refunded=refunded, refunded_at=timezone.now())
    else:
        Order.objects.filter(pk=order.pk).update(refunded=refunded)
    refund = owe_refund(
        order=order, amount=plan.amount, lines=plan.lines, reason=reason, submission=submission
    )
    order_refunded.publish(
        OrderRefunded(
            **about(order),
            refund_id=refund.id,
            lines=plan.lines,
            adjustments=order.adjustments_as_event(),
            amount=plan.amount,
            goods_paid_before=plan.goods_before,
            goods_paid_after=plan.goods_after,
            whole=plan.whole,
        )
    )
    return refund


def owe_refund(
    *,
    order: Order,
    amount: Decimal,
    lines: Sequence[RefundedLine] = (),
    reason: str = "",
    submission: UUID | None = None,
) -> Refund:
    """Insert a pending refund of the order's payment, inside an open unit of work."""
    refund = Refund(
        order=order,
        payment=order.payments.get(status=Payment.Status.CAPTURED),
        amount=amount,
        lines=[{**asdict(line), "amount": str(line.amount)} for line in lines],
        reason=reason,
        submission=submission,
    )
    refund.save(force_insert=True)
    return refund


def refund_payment(*, refund_id: UUID) -> None:
    """Execute a refund at the gateway; repeated calls refund once.

    Call it outside any transaction. Raise GatewayTimeout or GatewayRefused; the refund stays
    pending then.
    """
    refund = Refund.objects.get(pk=refund_id)
    if refund.status == Refund.Status.PAID:
        return
    payment_gateway().refund(
        charge_key=str(refund.payment_id), key=str(refund.id), amount=refund.amount
    )
    Refund.objects.filter(pk=refund_id, status=Refund.Status.PENDING).update(
        status=Refund.Status.PAID, paid_at=timezone.now()
    )
