"""The life of an order, from top to bottom. Every step is a call: follow it by clicking on it.

What must hold together is in one transaction; the bank and the mail server are asked outside.
"""

import logging
from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction

from examples.twin import messages, points, stock
from examples.twin.bank import bank
from examples.twin.models import Line, Order, Product, Status

logger = logging.getLogger(__name__)

DELIVERY, FREE_FROM = Decimal("4.90"), Decimal("50.00")


def place(
    *,
    token: str,
    basket: Mapping[str, int],
    email: str,
    customer_id: int | None = None,
    redeem: int = 0,
) -> Order:
    """Write an order and reserve its goods; the same token again is the same order.

    Raises stock.Unavailable or points.TooFew; then nothing has happened.
    """
    prices = dict(Product.objects.filter(pk__in=basket).values_list("pk", "price"))
    if missing := set(basket) - set(prices):
        raise stock.Unavailable(*missing)
    goods = sum((prices[sku] * quantity for sku, quantity in basket.items()), Decimal(0))
    delivery = Decimal(0) if goods >= FREE_FROM else DELIVERY
    with transaction.atomic():
        order, created = Order.objects.get_or_create(
            token=token,
            defaults={
                "customer_id": customer_id,
                "email": email,
                "delivery": delivery,
                "redeemed": redeem,
                "total": goods - points.worth(redeem) + delivery,
            },
        )
        if created:
            Line.objects.bulk_create(
                Line(order=order, product_id=sku, quantity=quantity, price=prices[sku])
                for sku, quantity in basket.items()
            )
            stock.reserve(order)
            points.redeem(order)
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
    """Record that an order is paid, with everything that follows from it; False if it was."""
    with transaction.atomic():
        if not _move(order, Status.PENDING, Status.COMPLETED):
            return False
        stock.sell(order)
        points.award(order)
        messages.write(order, "receipt")
        if order.earns:
            messages.write(order, "points")
    logger.info("order completed", extra={"order_id": str(order.pk)})
    return True


def cancel(order: Order) -> bool:
    """Undo an order, paid for or not; False if it is cancelled already."""
    with transaction.atomic():
        was_paid = _move(order, Status.COMPLETED, Status.CANCELLED)
        if not was_paid and not _move(order, Status.PENDING, Status.CANCELLED):
            return False
        if was_paid:
            stock.take_back(order)
        else:
            stock.release(order)
        points.reverse(order, was_paid=was_paid)
        messages.write(order, "cancelled")
    _pay_back(order)
    messages.send_waiting()
    return True


def settle() -> None:
    """Finish what was interrupted: by a lost answer, a crash, or a failure. Run it often."""
    for order in Order.objects.filter(status=Status.PENDING):
        try:
            if bank.status(str(order.pk)) == "captured":
                complete(order)
        except Exception:
            logger.exception("%s is paid for and cannot be completed", order)
    for order in Order.objects.filter(status=Status.CANCELLED):
        _pay_back(order)
    messages.send_waiting()


def _pay_back(order: Order) -> None:
    if bank.has(str(order.pk)):
        bank.refund(str(order.pk))


def _move(order: Order, old: Status, new: Status) -> bool:
    """One UPDATE decides who was first."""
    return Order.objects.filter(pk=order.pk, status=old).update(status=new) == 1
