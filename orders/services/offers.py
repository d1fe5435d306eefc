"""The replica of the catalogue."""

from collections.abc import Mapping

from django.db.models import Case, IntegerField, Value, When

from orders.models import Offer


def update_offer(*, offer: Offer) -> None:
    """Insert or update the offer of a product, except for its stock; one statement."""
    Offer.objects.bulk_create(
        [offer],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["slug", "name", "emoji", "photo", "price", "on_sale"],
    )


def update_availability(*, available: Mapping[str, int]) -> None:
    """Update how many pieces (by sku) can be ordered; one statement.

    The rows cannot deadlock: inventory publishes while it holds the stock rows of the same
    products, which it locks in the order of their skus.
    """
    whens = [When(sku=sku, then=Value(pieces)) for sku, pieces in available.items()]
    Offer.objects.filter(sku__in=available).update(
        available=Case(*whens, output_field=IntegerField())
    )
