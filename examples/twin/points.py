"""Points: a hundred are worth one unit of money; every change is in the ledger."""

import logging
from decimal import Decimal

from django.db.models import F

from examples.twin.models import Account, Entry, Order

logger = logging.getLogger(__name__)


class TooFew(Exception):
    """The customer has fewer points than the order redeems."""


def worth(points: int) -> Decimal:
    return Decimal(points) / 100


def redeem(order: Order) -> None:
    """Deduct the points that an order redeems, or raise TooFew. Call it in a transaction."""
    if not order.redeemed:
        return
    if order.customer_id is None:
        raise TooFew
    enough = Account.objects.filter(pk=order.customer_id, points__gte=order.redeemed)
    if not enough.update(points=F("points") - order.redeemed):
        raise TooFew
    _record(order, order.customer_id, -order.redeemed)


def award(order: Order) -> None:
    """Add the points that a paid order earns."""
    _change(order, order.earns)


def reverse(order: Order, *, was_paid: bool) -> None:
    """Return the points that an order redeemed, and deduct those that it earned."""
    _change(order, order.redeemed - (order.earns if was_paid else 0))


def _change(order: Order, points: int) -> None:
    if points and order.customer_id:
        Account.objects.bulk_create([Account(pk=order.customer_id)], ignore_conflicts=True)
        Account.objects.filter(pk=order.customer_id).update(points=F("points") + points)
        _record(order, order.customer_id, points)


def _record(order: Order, customer_id: int, points: int) -> None:
    Entry.objects.create(account_id=customer_id, order=order, points=points)
    logger.info("points changed", extra={"order_id": str(order.pk), "points": points})
