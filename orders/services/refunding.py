"""Money goes back: it is owed in the transaction that says so, and paid by a worker."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from events.api import unit_of_work
from orders.gateway import payment_gateway
from orders.models import Line, Order, Refund, Status
from orders.services.announcing import about
from orders.services.transitions import SOURCES, move, refusal
from orders.signals import (
    OrderRefunded,
    PaymentCapturedLate,
    RefundedLine,
    order_refunded,
    payment_captured_late,
)


class RefundRefused(Exception):
    """What is to be refunded was not ordered, or has been refunded; the message says which."""


def refund_order(
    *, order_id: UUID, lines: Mapping[str, int] | None = None, resaleable: bool
) -> Refund:
    """Owe the customer what they paid for these pieces (quantity by sku), or for all.

    Publishes `order_refunded`, in the caller's operation if one is open; a worker then has the
    bank pay.
    Delivery is paid back with the last piece; then the order is refunded. `resaleable` says
    whether the goods return to the shelf. Raises RefundRefused, TransitionRefused for an
    order that is not paid, and Order.DoesNotExist.
    """
    with unit_of_work(correlation_id=order_id):
        order = _locked(order_id)
        ordered = list(order.lines.all())
        wanted = _wanted(ordered, lines)
        goods_paid_before = sum((line.remaining_paid for line in ordered), Decimal("0.00"))
        refunded = tuple(
            _take_back(line, wanted[line.sku], resaleable=resaleable)
            for line in ordered
            if wanted.get(line.sku)
        )
        goods_paid_after = sum((line.remaining_paid for line in ordered), Decimal("0.00"))
        whole = not any(line.remaining for line in ordered)
        amount = goods_paid_before - goods_paid_after + (order.shipping_paid if whole else 0)
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
        refund = owe(order, amount, refunded)
        order_refunded.publish(
            OrderRefunded(
                **about(order),
                refund_id=refund.id,
                lines=refunded,
                adjustments=order.granted,
                amount=amount,
                goods_paid_before=goods_paid_before,
                goods_paid_after=goods_paid_after,
                whole=whole,
            )
        )
    return refund


def owe(order: Order, amount: Decimal, lines: Sequence[RefundedLine] = ()) -> Refund:
    """Write down that an amount is to be paid back; part of another service's operation."""
    refund = Refund(
        order=order,
        amount=amount,
        lines=[{**asdict(line), "amount": str(line.amount)} for line in lines],
    )
    refund.key = str(refund.id)
    refund.save(force_insert=True)
    return refund


def pay_back(*, refund_id: UUID) -> None:
    """Have the bank pay a refund; once, however often it is called.

    Call it outside any transaction. Raises GatewayTimeout or GatewayRefused: then the refund
    stays pending.
    """
    refund = Refund.objects.get(pk=refund_id)
    if refund.status == Refund.Status.PAID:
        return
    payment_gateway().refund(charge_key=str(refund.order_id), key=refund.key, amount=refund.amount)
    Refund.objects.filter(pk=refund_id, status=Refund.Status.PENDING).update(
        status=Refund.Status.PAID, paid_at=timezone.now()
    )


def pay_back_late(*, order: Order) -> None:
    """Owe back what was captured for an order that had been cancelled unpaid; once.

    Publishes `payment_captured_late`, in the caller's operation if one is open. An order
    that was paid when it was cancelled has its refund already.
    """
    with unit_of_work(correlation_id=order.id):
        if not Order.objects.filter(pk=order.id, status=Status.CANCELLED, paid_at=None).exists():
            return
        late = Refund(order=order, key=f"{order.id}:late", amount=order.total)
        Refund.objects.bulk_create([late], ignore_conflicts=True)
        if Refund.objects.filter(pk=late.id).exists():
            payment_captured_late.publish(
                PaymentCapturedLate(
                    order_id=order.id, number=order.number, refund_id=late.id, amount=late.amount
                )
            )


def _locked(order_id: UUID) -> Order:
    """The order, held until the commit, if something of it can be refunded."""
    order = (
        Order.objects.select_for_update()
        .filter(pk=order_id, status__in=SOURCES[Status.REFUNDED])
        .first()
    )
    if order is None:
        raise refusal(order_id, Status.REFUNDED)
    return order


def _wanted(ordered: Sequence[Line], asked: Mapping[str, int] | None) -> Mapping[str, int]:
    """How many pieces of each line are to be refunded; raises RefundRefused."""
    left = {line.sku: line.remaining for line in ordered}
    if asked is None:
        return left
    names = {line.sku: line.name for line in ordered}
    for sku, pieces in asked.items():
        if sku not in left:
            raise RefundRefused(f"{sku} is not part of this order.")
        if not 0 <= pieces <= left[sku]:
            raise RefundRefused(f"{pieces} of {names[sku]} cannot be refunded: {left[sku]} can be.")
    if not any(asked.values()):
        raise RefundRefused("Choose at least one piece to refund.")
    return asked


def _take_back(line: Line, pieces: int, *, resaleable: bool) -> RefundedLine:
    """Count the pieces as refunded, and say what they cost."""
    before = line.remaining_paid
    line.refunded_quantity += pieces
    return RefundedLine(
        sku=line.sku,
        name=line.name,
        quantity=pieces,
        amount=before - line.remaining_paid,
        resaleable=resaleable,
    )
