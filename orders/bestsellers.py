"""What is bought most, kept in the cache until the next order is paid."""

from secrets import token_hex

from django.core.cache import cache
from django.db.models import Sum

from orders.models import Line, Offer, Order

_GENERATION = "orders.bestsellers"
_SECONDS = 60
_SHOWN = 4
_COUNTED = 12
_ORDERS = 500


def bestsellers() -> list[Offer]:
    """Up to four offers on sale, those first of which the latest paid orders hold most pieces.

    Only the ranking is kept; names and prices are today's.
    """
    ranking = _ranking()
    offers = Offer.objects.filter(on_sale=True).in_bulk(ranking)
    return [offers[sku] for sku in ranking if sku in offers][:_SHOWN]


def forget_bestsellers() -> None:
    """Let the next reader begin a new generation of the ranking; call it after the commit."""
    cache.delete(_GENERATION)


def _ranking() -> list[str]:
    """The skus of which the latest 500 paid orders hold most pieces.

    The key holds the generation that was current before the database is read, so that what
    is stored late is stored where nobody looks any more.
    """
    key = f"{_GENERATION}.{cache.get_or_set(_GENERATION, token_hex, timeout=None)}"
    ranking: list[str] | None = cache.get(key)
    if ranking is None:
        ranking = _count()
        cache.set(key, ranking, timeout=_SECONDS)
    return ranking


def _count() -> list[str]:
    latest = Order.objects.filter(paid_at__isnull=False).order_by("-paid_at")[:_ORDERS]
    pieces = Line.objects.filter(order__in=latest.values("pk")).values("sku")
    ranked = pieces.annotate(pieces=Sum("quantity")).order_by("-pieces", "sku")
    return list(ranked.values_list("sku", flat=True)[:_COUNTED])
