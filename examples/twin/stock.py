"""The stock: reserved when an order is placed, sold when it is paid."""

from django.db.models import F, QuerySet

from examples.twin.models import Line, Order, Product


class Unavailable(Exception):
    """There are too few pieces of what was ordered."""


def reserve(order: Order) -> None:
    """Set the pieces of an order aside, or raise Unavailable. Call it in a transaction."""
    for line in _lines(order):
        taken = _product(line).filter(available__gte=line.quantity)
        if not taken.update(
            available=F("available") - line.quantity, reserved=F("reserved") + line.quantity
        ):
            raise Unavailable(line.product_id)


def sell(order: Order) -> None:
    """Let the reserved pieces go out."""
    for line in _lines(order):
        _product(line).update(reserved=F("reserved") - line.quantity)


def release(order: Order) -> None:
    """Put reserved pieces back on the shelf."""
    for line in _lines(order):
        _product(line).update(
            available=F("available") + line.quantity, reserved=F("reserved") - line.quantity
        )


def take_back(order: Order) -> None:
    """Put pieces back on the shelf that had been sold."""
    for line in _lines(order):
        _product(line).update(available=F("available") + line.quantity)


def _lines(order: Order) -> list[Line]:
    """In the order of the skus, so that two orders never wait for one another."""
    return list(order.lines.order_by("product_id"))


def _product(line: Line) -> QuerySet[Product]:
    return Product.objects.filter(pk=line.product_id)
