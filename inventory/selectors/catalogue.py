"""Pages of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from inventory.models import Category, Product
from inventory.models.catalogue import ProductQuerySet
from inventory.selectors.products import ProductCard, card_rows
from inventory.selectors.search import matching_skus
from inventory.selectors.sorting import (
    NEWEST,
    RELEVANCE,
    Position,
    Sort,
    sort_choices,
    sorted_after,
)

PAGE_SIZE = 24
MAX_COUNT = 1000  # more products are not counted exactly


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueQuery:
    """The filter, the order and the position of a page; `category` is a slug or empty."""

    search: str = ""
    category: str = ""
    min_price: Decimal | None = None
    max_price: Decimal | None = None
    in_stock: bool = False
    sort: Sort = NEWEST
    after: Position | None = None

    @property
    def is_filtered(self) -> bool:
        return self.in_stock or self.min_price is not None or self.max_price is not None

    @property
    def parameters(self) -> dict[str, str | None]:
        """Return the query string of this page without the position."""
        default = sort_choices(searching=bool(self.search))[0]
        return {
            "q": self.search or None,
            "category": self.category or None,
            "min_price": None if self.min_price is None else f"{self.min_price:f}",
            "max_price": None if self.max_price is None else f"{self.max_price:f}",
            "in_stock": "on" if self.in_stock else None,
            "sort": None if self.sort == default else self.sort.code,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CataloguePage:
    """One page of the catalogue; `next` is the last product's position if more follow."""

    query: CatalogueQuery
    categories: tuple[Category, ...]
    category: Category | None
    products: tuple[ProductCard, ...]
    count: int
    next: Position | None
    sorts: Sequence[Sort]

    @property
    def count_label(self) -> str:
        if self.count > MAX_COUNT:
            return f"More than {MAX_COUNT:,} products"
        return f"{self.count:,} product{'' if self.count == 1 else 's'}"


class UnknownCategory(Exception):
    """The category does not exist or has no listed products."""


def catalogue_page(query: CatalogueQuery) -> CataloguePage:
    """Return the products to show, in at most four statements. Raise UnknownCategory."""
    categories = tuple(Category.objects.with_listed_products())
    category = next((one for one in categories if one.slug == query.category), None)
    if query.category and category is None:
        raise UnknownCategory(query.category)
    products = _filtered(Product.objects.listed(), query, category)
    skus: list[str] | None = None
    if query.search:
        skus = matching_skus(query.search)  # these are listed
        if query.is_filtered or category is not None:
            skus = _keep(skus, products)
        products = Product.objects.filter(pk__in=skus)
    if query.sort == RELEVANCE:
        found = _page_by_relevance(skus or [], query.after)
    else:
        rows = card_rows(sorted_after(products, query.sort, query.after))
        found = [ProductCard(**row) for row in rows[: PAGE_SIZE + 1]]
    shown, is_last = tuple(found[:PAGE_SIZE]), len(found) <= PAGE_SIZE
    return CataloguePage(
        query=query,
        categories=categories,
        category=category,
        products=shown,
        count=_count(products, skus, shown if is_last and query.after is None else None),
        next=None if is_last else _position(shown[-1], query.sort),
        sorts=sort_choices(searching=bool(query.search)),
    )


def _filtered(
    products: ProductQuerySet, query: CatalogueQuery, category: Category | None
) -> ProductQuerySet:
    if category is not None:
        products = products.filter(category=category)
    if query.min_price is not None:
        products = products.filter(price__gte=query.min_price)
    if query.max_price is not None:
        products = products.filter(price__lte=query.max_price)
    if query.in_stock:
        products = products.in_stock()
    return products


def _keep(skus: Sequence[str], products: QuerySet[Product]) -> list[str]:
    """Return those SKUs that are among the products, in the same order."""
    existing = set(products.filter(pk__in=skus).values_list("pk", flat=True))
    return [sku for sku in skus if sku in existing]


def _page_by_relevance(skus: Sequence[str], after: Position | None) -> list[ProductCard]:
    """Return a page of the products in this order, and one more if there is one."""
    start = skus.index(after.sku) + 1 if after and after.sku in skus else 0
    page = skus[start : start + PAGE_SIZE + 1]
    rows = card_rows(Product.objects.filter(pk__in=page))
    cards = {row["sku"]: ProductCard(**row) for row in rows}
    return [cards[sku] for sku in page if sku in cards]


def _count(
    products: QuerySet[Product],
    skus: Sequence[str] | None,
    everything: Sequence[ProductCard] | None,
) -> int:
    """Count the products; without a statement if the page shows that there are no more."""
    counted = skus if skus is not None else everything
    return products.order_by()[: MAX_COUNT + 1].count() if counted is None else len(counted)


def _position(last: ProductCard, sort: Sort) -> Position:
    return Position(value=str(getattr(last, sort.field)) if sort.field else "", sku=last.sku)
