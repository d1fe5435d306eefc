"""Stock: reserved when an order is placed, sold when it is paid; every move is in the ledger."""

import logging
from collections.abc import Sequence

from django.db.models import F, QuerySet

from examples.twin.models import Line, Movement, Order, Product

logger = logging.getLogger(__name__)


class Unavailable(Exception):
    """There are too few pieces of an ordered product."""


def reserve(order: Order, lines: Sequence[Line]) -> None:
    """Reserve the pieces of an order, or raise Unavailable. Call it in a transaction.

    The lines are in the order of their SKUs, so that two orders do not deadlock.
    """
    for line in lines:
        available = _product(line).filter(on_sale=True, available__gte=line.quantity)
        if not available.update(
            available=F("available") - line.quantity, reserved=F("reserved") + line.quantity
        ):
            raise Unavailable(line.product_id)
    _record(order, lines, "reserved")


def sell(order: Order) -> None:
    """Turn the reserved pieces of an order into a sale."""
    lines = _lines(order)
    for line in lines:
        _product(line).update(reserved=F("reserved") - line.quantity)
    _record(order, lines, "sold")


def release(order: Order) -> None:
    """Make reserved pieces available again."""
    lines = _lines(order)
    for line in lines:
        _product(line).update(
            available=F("available") + line.quantity, reserved=F("reserved") - line.quantity
        )
    _record(order, lines, "released")


def restock(order: Order) -> None:
    """Make sold pieces available again."""
    lines = _lines(order)
    for line in lines:
        _product(line).update(available=F("available") + line.quantity)
    _record(order, lines, "returned")


def _lines(order: Order) -> Sequence[Line]:
    """Return the lines in the order of the SKUs, so that orders do not deadlock."""
    return list(order.lines.order_by("product_id"))


def _product(line: Line) -> QuerySet[Product]:
    return Product.objects.filter(pk=line.product_id)


def _record(order: Order, lines: Sequence[Line], cause: str) -> None:
    Movement.objects.bulk_create(
        Movement(order=order, product_id=line.product_id, cause=cause, quantity=line.quantity)
        for line in lines
    )
    logger.info("stock %s", cause, extra={"order_id": str(order.pk)})
