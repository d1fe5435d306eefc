"""Add products to a visitor's basket, and undo an addition."""

from django.db import IntegrityError, transaction

from orders.additions import Addition
from orders.limits import MAX_PIECES, MAX_PRODUCTS
from orders.models import BasketLine, Offer, Order
from orders.services.baskets import created_basket, locked_basket, touched
from orders.visitors import Visitor


class BasketFull(Exception):
    """The product does not fit into the basket; the message states the limit."""


class UndoTooLate(Exception):
    """The basket has changed since the addition, or was ordered."""


def add_to_basket(*, visitor: Visitor, offer: Offer, quantity: int) -> Addition:
    """Add pieces of a product to the visitor's basket; raise BasketFull at its limits.

    Return the addition, which `undo_addition` accepts.
    """
    try:
        return _add(visitor, offer, quantity)
    except IntegrityError:  # another request created the basket after this one had looked for it
        return _add(visitor, offer, quantity)


def undo_addition(*, visitor: Visitor, addition: Addition) -> None:
    """Restore the line as it was before the addition; raise UndoTooLate after another change.

    The second submission of the same addition changes nothing.
    """
    with transaction.atomic():
        basket = locked_basket(visitor)
        if basket is None or basket.pk != addition.basket_id:
            raise UndoTooLate
        line = basket.lines.filter(offer=addition.sku)
        if basket.version == addition.version:
            if addition.price_before is None:
                line.delete()
            else:
                line.update(quantity=addition.quantity_before, price_seen=addition.price_before)
            touched(basket)
        elif (line.values_list("quantity", flat=True).first() or 0) != addition.quantity_before:
            raise UndoTooLate


def buy_again(*, visitor: Visitor, order: Order) -> list[str]:
    """Add the items of an order to the visitor's basket; return the names of those left out.

    An item is left out if it is not for sale any more, or if the basket cannot hold it.
    """
    lines = list(order.lines.all())
    offers = Offer.objects.filter(on_sale=True).in_bulk([line.sku for line in lines])
    left_out = [line.name for line in lines if line.sku not in offers]
    for line in lines:
        if line.sku in offers:
            try:
                add_to_basket(visitor=visitor, offer=offers[line.sku], quantity=line.quantity)
            except BasketFull:
                left_out.append(line.name)
    return left_out


def _add(visitor: Visitor, offer: Offer, quantity: int) -> Addition:
    with transaction.atomic():
        basket = locked_basket(visitor)
        lines = {line.offer_id: line for line in basket.lines.all()} if basket else {}
        before = lines.get(offer.sku)
        present = before.quantity if before else 0
        if present + quantity > MAX_PIECES:
            raise BasketFull(
                f"You can order at most {MAX_PIECES} of one product. "
                f"Your basket already contains {present}."
            )
        if before is None and len(lines) == MAX_PRODUCTS:
            raise BasketFull(
                f"Your basket contains {MAX_PRODUCTS} different products, which is the maximum. "
                "Order those first, or remove one."
            )
        basket = touched(basket) if basket else created_basket(visitor)
        BasketLine(
            pk=before.pk if before else None,
            basket=basket,
            offer=offer,
            quantity=present + quantity,
            price_seen=offer.price,
        ).save()
    return Addition(
        basket_id=basket.pk,
        version=basket.version,
        sku=offer.sku,
        quantity_before=present,
        price_before=before.price_seen if before else None,
    )
