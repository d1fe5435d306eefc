"""The life of an order, from top to bottom. Every step is a function call.

One transaction contains what must happen together. The bank and the mail server are called outside.
"""

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.crypto import get_random_string

from examples.twin import baskets, messages, points, prices, stock
from examples.twin.bank import bank
from examples.twin.models import BasketLine, Line, Order, Payment, Status

logger = logging.getLogger(__name__)

PAYMENT_PERIOD = timedelta(minutes=15)
MAX_UNPAID_ORDERS, MAX_UNPAID_PIECES = 3, 200


class TooManyUnpaid(Exception):
    """The customer's unpaid orders reserve as much as allowed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    email: str
    name: str
    address: str
    postcode: str
    city: str
    country: str
    state: str = ""


def place(
    *,
    basket_id: UUID,
    version: int,
    seen_total: Decimal,
    contact: Contact,
    customer_id: int | None = None,
    redeem: int = 0,
) -> Order:
    """Turn one version of a basket into an order, and reserve its goods.

    A repeated submission returns the first one's order. `seen_total` is the total that the
    customer saw. Raise baskets.Changed, stock.Unavailable, points.TooFew or TooManyUnpaid;
    nothing is written then.
    """
    order_id = uuid4()
    with transaction.atomic():
        if placed := baskets.claim(basket_id, version, order_id):
            return placed
        basket_lines = baskets.lines(basket_id)
        price = prices.quote(basket_lines, points.standing_of(customer_id), redeem)
        if not basket_lines or price.total != seen_total:
            raise baskets.Changed
        _check_unpaid(customer_id, contact.email, basket_lines)
        order = Order.objects.create(
            id=order_id,
            number=f"TWIN-{get_random_string(8, '0123456789ABCDEFGHJKMNPQRSTVWXYZ')}",
            customer_id=customer_id,
            redeemed=redeem,
            total=price.total,
            **asdict(price),
            **asdict(contact),
        )
        lines = _lines(order, basket_lines)
        Line.objects.bulk_create(lines)
        stock.reserve(order, lines)
        points.redeem(order)
        Payment.objects.create(order=order, amount=order.total)
    logger.info("order placed", extra={"order_id": str(order.pk)})
    return order


def pay(order: Order, *, card: str) -> str:
    """Charge the card, complete or cancel the order, send its messages; return its status."""
    outcome = bank.charge(str(order.pk), order.total, card)
    if outcome == "captured":
        complete(order)
        messages.send_waiting()
    elif outcome == "declined":
        cancel(order)
    order.refresh_from_db()
    return order.status


def complete(order: Order) -> bool:
    """Complete a paid order, with all that follows from it; return False if it is not pending."""
    with transaction.atomic():
        if not _move(order, Status.PENDING, Status.COMPLETED, paid_at=timezone.now()):
            return False
        _record_payment(order, Payment.Status.CAPTURED)
        stock.sell(order)
        reached_tier = points.award(order)
        messages.write(order, "receipt")
        if order.earns:
            messages.write(order, "points")
        if reached_tier:
            messages.write(order, "tier")
    logger.info("order completed", extra={"order_id": str(order.pk)})
    return True


def cancel(order: Order) -> bool:
    """Cancel an order, paid or not; return False if it is cancelled already."""
    with transaction.atomic():
        was_paid = _move(order, Status.COMPLETED, Status.CANCELLED)
        if not was_paid and not _move(order, Status.PENDING, Status.CANCELLED):
            return False
        if was_paid:
            stock.restock(order)
        else:
            _record_payment(order, Payment.Status.FAILED)
            stock.release(order)
        points.reverse(order, was_paid=was_paid)
        messages.write(order, "cancelled")
    _refund(order)
    messages.send_waiting()
    return True


def settle() -> None:
    """Finish what a lost answer, a crash or a failure interrupted. Call it often."""
    for order in Order.objects.filter(status=Status.PENDING):
        try:
            if bank.status(str(order.pk)) == "captured":
                complete(order)
            elif order.placed_at < timezone.now() - PAYMENT_PERIOD:
                cancel(order)
        except Exception:
            logger.exception("%s cannot be settled", order)
    for order in Order.objects.filter(status=Status.CANCELLED):
        _refund(order)
    messages.send_waiting()


def _check_unpaid(customer_id: int | None, email: str, lines: Sequence[BasketLine]) -> None:
    """Raise TooManyUnpaid if these lines exceed what a customer may reserve without paying."""
    unpaid = Order.objects.filter(customer_id=customer_id, status=Status.PENDING)
    if customer_id is None:
        unpaid = unpaid.filter(email=email)
    held = unpaid.aggregate(orders=Count("pk", distinct=True), pieces=Sum("lines__quantity"))
    pieces = (held["pieces"] or 0) + sum(line.quantity for line in lines)
    if held["orders"] >= MAX_UNPAID_ORDERS or pieces > MAX_UNPAID_PIECES:
        raise TooManyUnpaid


def _lines(order: Order, lines: Sequence[BasketLine]) -> list[Line]:
    return [
        Line(
            order=order,
            product_id=line.product_id,
            name=line.product.name,
            quantity=line.quantity,
            price=line.product.price,
        )
        for line in lines
    ]


def _record_payment(order: Order, status: Payment.Status) -> None:
    Payment.objects.filter(order=order).update(status=status, settled_at=timezone.now())


def _refund(order: Order) -> None:
    if bank.has(str(order.pk)):
        bank.refund(str(order.pk))


def _move(order: Order, old: Status, new: Status, **changes: object) -> bool:
    """Change the status in one UPDATE, which locks the row; return False if it was not `old`."""
    return Order.objects.filter(pk=order.pk, status=old).update(status=new, **changes) == 1
