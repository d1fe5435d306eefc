"""Single products as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import F, QuerySet

from inventory.models import Product

RELATED = 4
MAX_PIECES_AT_ONCE = 99  # in the form on a product's page


@dataclass(frozen=True, kw_only=True)
class ProductCard:
    """A product as tiles and pages show it; `description` is empty in lists."""

    sku: str
    slug: str
    name: str
    price: Decimal
    old_price: Decimal | None
    emoji: str
    photo: str
    status: str
    created: datetime
    category_name: str
    category_slug: str
    hue: int
    available: int
    threshold: int
    description: str = ""

    @property
    def photo_url(self) -> str:
        return default_storage.url(self.photo) if self.photo else ""

    @property
    def on_sale(self) -> bool:
        return self.status == Product.Status.ON_SALE

    @property
    def max_quantity(self) -> int:
        """How many pieces can be added to the basket at once."""
        return min(self.available, MAX_PIECES_AT_ONCE) if self.on_sale else 0

    @property
    def stock(self) -> str:
        """Return `soon`, `out`, `low` or `in`."""
        if self.status == Product.Status.COMING_SOON:
            return "soon"
        if not self.available:
            return "out"
        return "low" if self.available <= self.threshold else "in"


def product_by_slug(slug: str) -> ProductCard | None:
    """Return the product with this slug, also when it is withdrawn; drafts have no page."""
    row = card_rows(Product.objects.public().filter(slug=slug), "description").first()
    return ProductCard(**row) if row else None


def related_products(category_slug: str) -> tuple[ProductCard, ...]:
    """Return the newest products of a category: one more than a product's page shows."""
    products = Product.objects.listed().filter(category__slug=category_slug)
    rows = card_rows(products.order_by("-created", "-sku"))
    return tuple(ProductCard(**row) for row in rows[: RELATED + 1])


def card_rows(products: QuerySet[Product], *more: str) -> QuerySet[Product, dict[str, Any]]:
    """Select the fields of ProductCard in one statement."""
    rows: QuerySet[Product, dict[str, Any]] = products.values(
        "sku",
        "slug",
        "name",
        "price",
        "old_price",
        "emoji",
        "photo",
        "status",
        "created",
        *more,
        category_name=F("category__name"),
        category_slug=F("category__slug"),
        hue=F("category__hue"),
        available=F("stock__available"),
        threshold=F("stock__threshold"),
    )
    return rows
