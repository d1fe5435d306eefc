"""The replica of the catalogue."""

from collections.abc import Mapping
from decimal import Decimal

from django.db.models import Case, IntegerField, Value, When

from orders.models import Offer


def update_offer(
    *, sku: str, slug: str, name: str, emoji: str, photo: str, price: Decimal, on_sale: bool
) -> None:
    """Insert or update the offer of a product, except for its stock; one statement."""
    fields = {"slug": slug, "name": name, "emoji": emoji, "photo": photo}
    offer = Offer(sku=sku, price=price, on_sale=on_sale, **fields)
    Offer.objects.bulk_create(
        [offer],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=[*fields, "price", "on_sale"],
    )


def update_availability(*, available: Mapping[str, int]) -> None:
    """Update how many pieces (by sku) can be ordered; one statement, or none.

    The rows cannot deadlock: inventory publishes while it holds the stock rows of the same
    products, which it locks in the order of their skus.
    """
    if not available:
        return
    whens = [When(sku=sku, then=Value(pieces)) for sku, pieces in available.items()]
    Offer.objects.filter(sku__in=available).update(
        available=Case(*whens, output_field=IntegerField())
    )
