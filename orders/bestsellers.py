"""What is bought most, kept until the next order is paid, for a minute at most."""

from django.db.models import Sum

from events.caching import forget, kept
from orders.models import Line, Offer, Order

_SUBJECT = "orders.bestsellers"
_SHOWN = 4
_COUNTED = 12
_ORDERS = 500


def bestsellers() -> list[Offer]:
    """Up to four offers on sale, those first of which the latest paid orders hold most pieces.

    Only the ranking is kept; names and prices are today's.
    """
    ranking = kept(_SUBJECT, "ranking", _count)
    offers = Offer.objects.filter(on_sale=True).in_bulk(ranking)
    return [offers[sku] for sku in ranking if sku in offers][:_SHOWN]


def forget_bestsellers() -> None:
    """Let the ranking be counted anew; call it after the commit."""
    forget(_SUBJECT)


def _count() -> list[str]:
    """The skus of which the latest 500 paid orders hold most pieces."""
    latest = Order.objects.filter(paid_at__isnull=False).order_by("-paid_at")[:_ORDERS]
    pieces = Line.objects.filter(order__in=latest.values("pk")).values("sku")
    ranked = pieces.annotate(pieces=Sum("quantity")).order_by("-pieces", "sku")
    return list(ranked.values_list("sku", flat=True)[:_COUNTED])
