"""The life of an order, from top to bottom. Every step is a function call.

One transaction contains what must happen together. The bank and the mail server are called outside.
"""

import logging
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from examples.twin import messages, points, stock
from examples.twin.bank import bank
from examples.twin.models import Line, Order, Payment, Product, Status

logger = logging.getLogger(__name__)

SHIPPING, FREE_SHIPPING_FROM = Decimal("4.90"), Decimal("50.00")


def place(
    *,
    token: str,
    basket: Mapping[str, int],
    email: str,
    customer_id: int | None = None,
    redeem: int = 0,
) -> Order:
    """Insert an order and reserve its goods; a repeated token returns the first one's order.

    Raise stock.Unavailable or points.TooFew; nothing is written then.
    """
    prices = dict(Product.objects.filter(pk__in=basket).values_list("pk", "price"))
    if missing := set(basket) - set(prices):
        raise stock.Unavailable(*missing)
    goods = sum((prices[sku] * quantity for sku, quantity in basket.items()), Decimal(0))
    shipping = Decimal(0) if goods >= FREE_SHIPPING_FROM else SHIPPING
    with transaction.atomic():
        order, created = Order.objects.get_or_create(
            token=token,
            defaults={
                "customer_id": customer_id,
                "email": email,
                "shipping": shipping,
                "redeemed": redeem,
                "total": goods - points.worth(redeem) + shipping,
            },
        )
        if created:
            Line.objects.bulk_create(
                Line(order=order, product_id=sku, quantity=quantity, price=prices[sku])
                for sku, quantity in basket.items()
            )
            stock.reserve(order)
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
        if not _move(order, Status.PENDING, Status.COMPLETED):
            return False
        _record_payment(order, Payment.Status.CAPTURED)
        stock.sell(order)
        points.award(order)
        messages.write(order, "receipt")
        if order.earns:
            messages.write(order, "points")
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
        except Exception:
            logger.exception("%s is paid and cannot be completed", order)
    for order in Order.objects.filter(status=Status.CANCELLED):
        _refund(order)
    messages.send_waiting()


def _record_payment(order: Order, status: Payment.Status) -> None:
    Payment.objects.filter(order=order).update(status=status, settled_at=timezone.now())


def _refund(order: Order) -> None:
    if bank.has(str(order.pk)):
        bank.refund(str(order.pk))


def _move(order: Order, old: Status, new: Status) -> bool:
    """Change the status in one UPDATE; return False if the status was not `old`."""
    return Order.objects.filter(pk=order.pk, status=old).update(status=new) == 1
