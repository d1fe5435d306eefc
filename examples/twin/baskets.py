"""Baskets: every change makes a new version, and one version is ordered, once."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from examples.twin.models import Basket, BasketLine, Order


class Changed(Exception):
    """The basket or its total is not the one that the customer saw."""


def add(basket: Basket, sku: str, quantity: int = 1) -> Basket:
    """Add pieces of a product to an open basket. Raise Changed if it was ordered."""
    with transaction.atomic():
        opened = Basket.objects.filter(pk=basket.pk, order=None)
        if not opened.update(version=F("version") + 1):
            raise Changed
        line, created = BasketLine.objects.get_or_create(
            basket=basket, product_id=sku, defaults={"quantity": quantity}
        )
        if not created:
            BasketLine.objects.filter(pk=line.pk).update(quantity=F("quantity") + quantity)
    basket.refresh_from_db()
    return basket


def lines(basket_id: UUID) -> list[BasketLine]:
    """Return the lines with their products, in the order of the SKUs."""
    found = BasketLine.objects.filter(basket=basket_id).select_related("product")
    return list(found.order_by("product"))


def claim(basket_id: UUID, version: int, order_id: UUID) -> Order | None:
    """Bind a basket to its new order; return the order of a basket that was ordered before.

    One UPDATE checks and binds, so a repeated submission waits for the commit of the first one.
    Raise Changed if the basket has another version. Call it in a transaction.
    """
    basket = Basket.objects.filter(pk=basket_id)
    if basket.filter(order=None, version=version).update(order=order_id):
        return None
    if placed := Order.objects.filter(basket=basket_id).first():
        return placed
    raise Changed
