"""The points: a hundred take one unit of money off an order."""

from decimal import Decimal

from django.db.models import F

from examples.twin.models import Account, Order


class TooFew(Exception):
    """The customer does not have the points that are to be redeemed."""


def worth(points: int) -> Decimal:
    return Decimal(points) / 100


def redeem(order: Order) -> None:
    """Burn the points that an order redeems, or raise TooFew. Call it in a transaction."""
    if not order.redeemed:
        return
    if order.customer_id is None:
        raise TooFew
    enough = Account.objects.filter(pk=order.customer_id, points__gte=order.redeemed)
    if not enough.update(points=F("points") - order.redeemed):
        raise TooFew


def award(order: Order) -> None:
    """Give a customer the points that a paid order earns."""
    _move(order, order.earns)


def reverse(order: Order, *, was_paid: bool) -> None:
    """Return what an order redeemed, and take back what it earned."""
    _move(order, order.redeemed - (order.earns if was_paid else 0))


def _move(order: Order, points: int) -> None:
    if points and order.customer_id:
        Account.objects.bulk_create([Account(pk=order.customer_id)], ignore_conflicts=True)
        Account.objects.filter(pk=order.customer_id).update(points=F("points") + points)
