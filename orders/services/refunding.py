"""Refunds: owed in the transaction that decides them, executed by a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import payment_gateway
from orders.models import Line, Order, Payment, Refund, Status
from orders.services.transitions import SOURCES, about, move, not_allowed
from orders.signals import OrderRefunded, RefundedLine, order_refunded


class RefundNotAllowed(Exception):
    """The pieces were not ordered, or are refunded already; the message is for staff."""


def refund_order(
    *,
    order_id: UUID,
    lines: Mapping[str, int] | None = None,
    resaleable: bool,
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
        if submission and (known := Refund.objects.filter(submission=submission).first()):
            return known
        if order.status not in SOURCES[Status.REFUNDED]:
            raise not_allowed(order_id, Status.REFUNDED)
        ordered = list(order.lines.all())
        wanted = _checked(ordered, lines)
        before = sum((line.remaining_paid for line in ordered), Decimal("0.00"))
        refunded = tuple(
            _take_out(line, wanted[line.sku], resaleable=resaleable)
            for line in ordered
            if wanted.get(line.sku)
        )
        after = sum((line.remaining_paid for line in ordered), Decimal("0.00"))
        whole = not any(line.remaining for line in ordered)
        amount = before - after + (order.shipping_paid if whole else 0)
        Line.objects.bulk_update(ordered, ["refunded_quantity"])
        if whole:
            move(
                order_id,
                Status.REFUNDED,
                refunded=order.refunded + amount,
                refunded_at=timezone.now(),
            )
        else:
            Order.objects.filter(pk=order_id).update(refunded=order.refunded + amount)
        refund = owe_refund(order=order, amount=amount, lines=refunded, submission=submission)
        order_refunded.publish(
            OrderRefunded(
                **about(order),
                refund_id=refund.id,
                lines=refunded,
                adjustments=order.adjustments_as_event(),
                amount=amount,
                goods_paid_before=before,
                goods_paid_after=after,
                whole=whole,
            )
        )
    return refund


def owe_refund(
    *,
    order: Order,
    amount: Decimal,
    lines: Sequence[RefundedLine] = (),
    submission: UUID | None = None,
) -> Refund:
    """Insert a pending refund of the order's payment, inside an open unit of work."""
    refund = Refund(
        order=order,
        payment=order.payments.get(status=Payment.Status.CAPTURED),
        amount=amount,
        lines=[{**asdict(line), "amount": str(line.amount)} for line in lines],
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


def _checked(ordered: Sequence[Line], asked: Mapping[str, int] | None) -> Mapping[str, int]:
    """Return how many pieces of each line to refund; raise RefundNotAllowed."""
    left = {line.sku: line.remaining for line in ordered}
    if asked is None:
        return left
    names = {line.sku: line.name for line in ordered}
    for sku, pieces in asked.items():
        if sku not in left:
            raise RefundNotAllowed(f"{sku} is not part of this order.")
        if not 0 <= pieces <= left[sku]:
            raise RefundNotAllowed(
                f"{pieces} of {names[sku]} cannot be refunded; at most {left[sku]} can."
            )
    if not any(asked.values()):
        raise RefundNotAllowed("Choose at least one piece to refund.")
    return asked


def _take_out(line: Line, pieces: int, *, resaleable: bool) -> RefundedLine:
    """Count the pieces of a line as refunded, and return what they cost."""
    before = line.remaining_paid
    line.refunded_quantity += pieces
    return RefundedLine(
        sku=line.sku,
        name=line.name,
        quantity=pieces,
        amount=before - line.remaining_paid,
        resaleable=resaleable,
    )
