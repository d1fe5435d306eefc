"""The copy of the catalogue that orders keeps."""

from decimal import Decimal

from orders.models import Offer


def keep_offer(
    *, sku: str, slug: str, name: str, emoji: str, price: Decimal, on_sale: bool
) -> None:
    """Write what is known of a product now; one statement, part of the announcer's transaction."""
    offer = Offer(sku=sku, slug=slug, name=name, emoji=emoji, price=price, on_sale=on_sale)
    Offer.objects.bulk_create(
        [offer],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["slug", "name", "emoji", "price", "on_sale"],
    )
