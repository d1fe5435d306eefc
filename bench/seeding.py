"""Fill the shop of `DATABASE_URL` with goods, through its services.

python -m bench.seeding PRODUCTS PIECES
"""

import sys
from decimal import Decimal

import django

from bench.workload import PIECES, product_name, product_slug

_SHELVES = 6


def main() -> None:
    django.setup()
    products, pieces = map(int, sys.argv[1:])
    fill(products=products, pieces=pieces)


def fill(*, products: int, pieces: int = PIECES) -> None:
    """Add six categories with the products in turn, and the pieces of each."""
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
        services.receive_stock(sku=sku, quantity=pieces)


if __name__ == "__main__":
    main()
