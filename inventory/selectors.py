"""Reads of the catalogue and of the stock."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from inventory.browsing import SORTS, Browsing, Sort
from inventory.models import Category, Product, Stock

PAGE = 24  # products
BESIDE = 4  # products
MOST_AT_ONCE = 99  # pieces that the form on a product's page offers
MOST_WORDS = 8  # of a search; each further one would only narrow it down


@dataclass(frozen=True, kw_only=True)
class ShownProduct:
    """All that pages show of a product; `description` is empty in lists."""

    sku: str
    slug: str
    name: str
    price: Decimal
    emoji: str
    photo: str
    on_sale: bool
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
    def most(self) -> int:
        """How many pieces can be taken at once."""
        return min(self.available, MOST_AT_ONCE)

    @property
    def stock(self) -> str:
        """How much there is of it: `in`, `low` or `out`."""
        if not self.available:
            return "out"
        return "low" if self.available <= self.threshold else "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """One page of the catalogue; `next` is the cursor of the page after it, or empty."""

    browsing: Browsing
    categories: tuple[Category, ...]
    category: Category | None
    products: tuple[ShownProduct, ...]
    next: str
    sorts: tuple[Sort, ...] = tuple(SORTS.values())


class UnknownCategory(Exception):
    """Nothing is on sale under this heading."""


def catalogue_page(browsing: Browsing) -> CataloguePage:
    """The products to show, in two statements. Raises UnknownCategory."""
    on_sale = Product.objects.filter(on_sale=True)
    categories = tuple(Category.objects.filter(Exists(on_sale.filter(category=OuterRef("pk")))))
    category = next((one for one in categories if one.slug == browsing.category), None)
    if browsing.category and category is None:
        raise UnknownCategory(browsing.category)
    found = on_sale if category is None else on_sale.filter(category=category)
    rows = _rows(_after(_matching(found, browsing.search), browsing))
    # One more than is shown, to know whether there is more.
    products = tuple(ShownProduct(**row) for row in rows[: PAGE + 1])
    cursor = ""
    if len(products) > PAGE:
        last = products[PAGE - 1]
        cursor = browsing.cursor(getattr(last, browsing.sort.field), last.sku)
    return CataloguePage(
        browsing=browsing,
        categories=categories,
        category=category,
        products=products[:PAGE],
        next=cursor,
    )


def product_by_slug(slug: str) -> ShownProduct | None:
    """The product at this address, on sale or withdrawn."""
    row = _rows(Product.objects.filter(slug=slug), "description").first()
    return ShownProduct(**row) if row else None


def newest_of(category: str) -> tuple[ShownProduct, ...]:
    """What is new on the shelf of this slug: one more than a product has beside it."""
    on_sale = Product.objects.filter(on_sale=True, category__slug=category)
    rows = _rows(on_sale.order_by("-created", "-sku"))
    return tuple(ShownProduct(**row) for row in rows[: BESIDE + 1])


def low_stock(stocks: QuerySet[Stock]) -> QuerySet[Stock]:
    """Those whose product is on sale and low or sold out."""
    return stocks.filter(product__on_sale=True, available__lte=F("threshold"))


def _matching(products: QuerySet[Product], search: str) -> QuerySet[Product]:
    """Those with every word of the search in their name or description."""
    for word in search.split()[:MOST_WORDS]:
        products = products.filter(Q(name__icontains=word) | Q(description__icontains=word))
    return products


def _after(products: QuerySet[Product], browsing: Browsing) -> QuerySet[Product]:
    """The products in order, from behind the position on: one walk along an index."""
    field, descending = browsing.sort.field, browsing.sort.descending
    sign, beyond = ("-", "lt") if descending else ("", "gt")
    ordered = products.order_by(f"{sign}{field}", f"{sign}sku")
    if browsing.after is None:
        return ordered
    value, sku = browsing.after.value, browsing.after.sku
    return ordered.filter(
        Q(**{f"{field}__{beyond}": value}) | Q(**{f"sku__{beyond}": sku}),
        **{f"{field}__{beyond}e": value},  # says the same again, as the index wants it
    )


def _rows(products: QuerySet[Product], *more: str) -> QuerySet[Product, dict[str, Any]]:
    """What ShownProduct is made of, in one statement."""
    rows: QuerySet[Product, dict[str, Any]] = products.values(
        "sku",
        "slug",
        "name",
        "price",
        "emoji",
        "photo",
        "on_sale",
        "created",
        *more,
        category_name=F("category__name"),
        category_slug=F("category__slug"),
        hue=F("category__hue"),
        available=F("stock__available"),
        threshold=F("stock__threshold"),
    )
    return rows
