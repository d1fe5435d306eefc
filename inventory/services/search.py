"""Update the search index in the transaction that changes the product."""

from inventory.models import Product, SearchEntry
from inventory.selectors.search import fold


def index_product(product: Product) -> None:
    """Update the product's search entry."""
    SearchEntry.objects.update_or_create(
        product=product,
        defaults={
            "name": fold(product.name),
            "text": fold(f"{product.sku} {product.description}"),
            "listed": product.status in (Product.Status.ON_SALE, Product.Status.COMING_SOON),
        },
    )
