"""The open basket of a visitor: find it, lock it, change its quantities.

Every change locks the open basket of the visitor, so two requests at the same moment both take
effect. A change that comes after the basket was ordered goes into a new one.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders.models import Basket
from orders.visitors import Visitor


class QuantitiesChanged(Exception):
    """Another page changed quantities meanwhile; `stored` are the current ones by sku."""

    def __init__(self, stored: Mapping[str, int]) -> None:
        super().__init__()
        self.stored = stored


def current_basket(*, visitor: Visitor) -> Basket | None:
    """Return the visitor's open basket, or None.

    After a guest has signed in, their basket becomes the customer's. If the customer has an open
    basket from an earlier visit, the two are merged.
    """
    baskets = list(Basket.objects.open().of(visitor))
    if any(basket.customer_id != visitor.customer_id for basket in baskets):
        with transaction.atomic():
            return locked_basket(visitor)
    return baskets[0] if baskets else None


def change_quantities(
    *,
    visitor: Visitor,
    quantities: Mapping[str, int],
    seen: Mapping[str, Collection[int]] | None = None,
) -> Basket | None:
    """Set the quantities (by sku) of products in the visitor's basket; 0 removes a line.

    `seen` are the quantities that the visitor's page showed, and those that it sent since. One
    that is still as it was shown is not set. Raise QuantitiesChanged if one to set was changed
    by another page.
    A product that is not in the basket any more is ignored: it was removed in another tab.
    """
    seen = seen or {}
    wanted = {sku: pieces for sku, pieces in quantities.items() if {*seen.get(sku, ())} != {pieces}}
    with transaction.atomic():
        basket = locked_basket(visitor)
        if basket is None:
            return None
        stored = dict(basket.lines.values_list("offer_id", "quantity"))
        changed = {
            sku: stored[sku]
            for sku, pieces in wanted.items()
            if sku in stored and sku in seen and stored[sku] not in {*seen[sku], pieces}
        }
        if changed:
            raise QuantitiesChanged(changed)
        return _set(basket, wanted)


def keep_available_items(*, visitor: Visitor) -> Basket | None:
    """Reduce each line of the visitor's basket to the pieces that can be ordered."""
    with transaction.atomic():
        basket = locked_basket(visitor)
        if basket is None:
            return None
        lines = basket.lines.select_related("offer")
        return _set(basket, {line.offer_id: line.obtainable for line in lines})


def prune_baskets(*, now: datetime) -> None:
    """Delete the open baskets that were not changed during the retention period."""
    retention = timedelta(days=settings.ORDERS_BASKET_RETENTION_DAYS)
    Basket.objects.open().filter(changed_at__lt=now - retention).delete()


def locked_basket(visitor: Visitor) -> Basket | None:
    """Return the visitor's open basket, locked until the commit; adopt a guest's basket."""
    found = Basket.objects.open().of(visitor).select_for_update().order_by("pk")
    by_customer = {basket.customer_id: basket for basket in found}
    guests, own = by_customer.get(None), by_customer.get(visitor.customer_id)
    if guests is None or guests is own:
        return own
    if own is None:
        return _adopt(guests, visitor)
    _merge(guests, into=own)
    return touched(own)


def _adopt(basket: Basket, visitor: Visitor) -> Basket | None:
    """Give a guest's basket to the customer who signed in, and return their open basket."""
    basket.customer_id = visitor.customer_id
    try:
        with transaction.atomic():
            basket.save(update_fields=["customer"])
    except IntegrityError:  # the customer's other device has created a basket meanwhile
        return locked_basket(visitor)
    return basket


def _merge(basket: Basket, *, into: Basket) -> None:
    """Move the lines of a basket; of a product that is in both, the larger quantity remains."""
    present = {line.offer_id: line for line in into.lines.all()}
    for line in basket.lines.all():
        if line.offer_id not in present:
            line.basket = into
            line.save(update_fields=["basket"])
        elif line.quantity > present[line.offer_id].quantity:
            into.lines.filter(offer=line.offer_id).update(quantity=line.quantity)
    basket.delete()


def created_basket(visitor: Visitor) -> Basket:
    """Insert the visitor's basket. Raise IntegrityError if another request has just done so."""
    guest_id = None if visitor.customer_id is not None else visitor.guest_id
    return Basket.objects.create(customer_id=visitor.customer_id, guest_id=guest_id)


def _set(basket: Basket, quantities: Mapping[str, int]) -> Basket:
    changed = False
    for line in basket.lines.all():
        quantity = quantities.get(line.offer_id, line.quantity)
        if quantity == line.quantity:
            continue
        changed = True
        if quantity:
            line.quantity = quantity
            line.save(update_fields=["quantity"])
        else:
            line.delete()
    return touched(basket) if changed else basket


def touched(basket: Basket) -> Basket:
    """Increase the version of a locked basket: checkouts that show the previous one ask again."""
    basket.version += 1
    basket.changed_at = timezone.now()
    basket.save(update_fields=["version", "changed_at"])
    return basket
