"""What is bought most, kept in the cache until the next order is paid."""

from secrets import token_hex

from django.core.cache import cache
from django.db.models import Sum

from orders.models import Line, Offer, Order

_GENERATION = "orders.bestsellers"
_SECONDS = 60
_SHOWN = 4
_ORDERS = 500


def bestsellers() -> list[Offer]:
    """Up to four offers on sale, of which the latest 500 paid orders hold the most pieces.

    The key holds the generation that was current before the database is read, so that what
    is stored late is stored where nobody looks any more.
    """
    key = f"{_GENERATION}.{cache.get_or_set(_GENERATION, token_hex, timeout=None)}"
    found: list[Offer] | None = cache.get(key)
    if found is None:
        found = _read()
        cache.set(key, found, timeout=_SECONDS)
    return found


def forget_bestsellers() -> None:
    """Begin a new generation; call it after the commit."""
    cache.set(_GENERATION, token_hex(), timeout=None)


def _read() -> list[Offer]:
    latest = Order.objects.filter(paid_at__isnull=False).order_by("-paid_at")[:_ORDERS]
    sold = (
        Line.objects.filter(order__in=latest.values("pk"))
        .values("sku")
        .annotate(pieces=Sum("quantity"))
        .order_by("-pieces", "sku")
        .values_list("sku", flat=True)
    )
    offers = Offer.objects.filter(on_sale=True).in_bulk(list(sold))
    return [offers[sku] for sku in sold if sku in offers][:_SHOWN]
