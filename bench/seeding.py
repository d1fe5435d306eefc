"""Add products to the shop of `DATABASE_URL`: `python -m bench.seeding`."""

from decimal import Decimal

import django

from bench.workload import PIECES, PRODUCTS, product_name, product_slug

_SHELVES = 6


def main() -> None:
    django.setup()
    fill(products=PRODUCTS)


def fill(*, products: int) -> None:
    """Add products to six categories in turn, with enough pieces."""
    from inventory import services  # models can be imported once Django is set up
    from inventory.models import Category

    shelves = [
        services.save_category(category=Category(name=f"Shelf {n}", slug=f"shelf-{n}", hue=60 * n))
        for n in range(_SHELVES)
    ]
    for number in range(1, products + 1):
        sku = f"BENCH-{number:04}"
        services.add_product(
            sku=sku,
            slug=product_slug(number),
            name=product_name(number),
            description="Seen by many, bought by a few, and always there. " * 8,
            price=Decimal(500 + number) / 100,
            emoji="📦",
            category=shelves[number % _SHELVES],
        )
        services.receive_stock(sku=sku, quantity=PIECES)


if __name__ == "__main__":
    main()
