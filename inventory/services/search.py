"""Update the search index in the transaction that changes the product."""

from collections.abc import Sequence

from inventory.models import Product, SearchEntry
from inventory.selectors.search import fold


def index_products(products: Sequence[Product]) -> None:
    """Insert or update the search entries of these products, in one statement."""
    SearchEntry.objects.bulk_create(
        (
            SearchEntry(
                product=product,
                name=fold(product.name),
                text=fold(f"{product.sku} {product.description}"),
                listed=product.status in (Product.Status.ON_SALE, Product.Status.COMING_SOON),
            )
            for product in products
        ),
        update_conflicts=True,
        unique_fields=["product"],
        update_fields=["name", "text", "listed"],
    )
