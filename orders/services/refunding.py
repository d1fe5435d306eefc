"""Refunds: owed in the transaction that decides them, executed by a worker."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import payment_gateway
from orders.models import Order, Payment, Refund, Status
from orders.services.refund_plan import RefundNotAllowed, RefundPlan, plan_amount, plan_pieces
from orders.services.transitions import SOURCES, move, not_allowed
from orders.signals import OrderRefunded, order_refunded


def refund_order(
    *,
    order_id: UUID,
    lines: Mapping[str, int] | None = None,
    resaleable: bool,
    reason: str = "",
    submission: UUID | None = None,
    seen: Decimal | None = None,
) -> Refund:
    """Refund these pieces (quantity by sku) of a paid order, or all of them.

    Shipping is refunded with the last piece; then the order is refunded. `resaleable` goods
    return to the stock. A second call with the same `submission` returns the first one's
    refund. Publish `order_refunded`. Raise RefundNotAllowed, also if another amount was refunded
    before than the one `seen`; TransitionNotAllowed for an order that is not paid; or
    Order.DoesNotExist.
    """
    plan = partial(plan_pieces, asked=lines, resaleable=resaleable)
    return _refund(order_id, plan, reason=reason, submission=submission, seen=seen)


def refund_amount(
    *,
    order_id: UUID,
    amount: Decimal,
    reason: str,
    submission: UUID | None = None,
    seen: Decimal | None = None,
) -> Refund:
    """Refund an amount of a paid order; the customer keeps the goods.

    Otherwise like `refund_order`.
    """
    plan = partial(plan_amount, amount=amount)
    return _refund(order_id, plan, reason=reason, submission=submission, seen=seen)


def _refund(
    order_id: UUID,
    make_plan: Callable[..., RefundPlan],
    *,
    reason: str,
    submission: UUID | None,
    seen: Decimal | None,
) -> Refund:
    """Record the refund that is planned for the locked order, and publish it."""
    with unit_of_work(correlation_id=order_id):
        order = Order.objects.select_for_update().get(pk=order_id)
        if submission and (existing := Refund.objects.filter(submission=submission).first()):
            return existing
        if order.status not in SOURCES[Status.REFUNDED]:
            raise not_allowed(order.status, Status.REFUNDED)
        if seen not in (None, order.refunded):
            raise RefundNotAllowed("Another refund was made meanwhile. Nothing was refunded.")
        plan = make_plan(order=order)
        for line in plan.lines:
            order.lines.filter(sku=line.sku).update(
                refunded_quantity=F("refunded_quantity") + line.quantity
            )
        goods_before = order.goods_paid_after_refunds()
        refunded = order.refunded + plan.amount
        if plan.whole:
            move(order.id, Status.REFUNDED, refunded=refunded, refunded_at=timezone.now())
        else:
            Order.objects.filter(pk=order.id).update(refunded=refunded)
        order.refresh_from_db()
        refund = owe_refund(
            order=order,
            amount=plan.amount,
            lines=[{**asdict(line), "amount": str(line.amount)} for line in plan.lines],
            reason=reason,
            submission=submission,
        )
        order_refunded.publish(
            OrderRefunded(
                **order.about(),
                refund_id=refund.id,
                lines=plan.lines,
                adjustments=order.adjustments_as_event(),
                amount=plan.amount,
                goods_paid_before=goods_before,
                goods_paid_after=order.goods_paid_after_refunds(),
                whole=plan.whole,
            )
        )
        return refund


def owe_refund(*, order: Order, amount: Decimal, **fields: Any) -> Refund:
    """Insert a pending refund of the order's payment, inside an open unit of work."""
    payment = order.payments.get(status=Payment.Status.CAPTURED)
    return Refund.objects.create(order=order, payment=payment, amount=amount, **fields)


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
