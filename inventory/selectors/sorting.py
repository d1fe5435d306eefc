"""The orders in which the catalogue can be shown, and positions in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from inventory.models import Product


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """An order of the catalogue: by a field of the product, then by SKU."""

    code: str
    label: str
    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The last product of a page: the value that it is sorted by, and its SKU."""

    value: str
    sku: str


RELEVANCE = Sort(code="relevance", label="Best match", field="")
NEWEST = Sort(code="newest", label="Newest", field="created", descending=True)
_BY_FIELD = (
    NEWEST,
    Sort(code="name", label="Name", field="name"),
    Sort(code="price", label="Lowest price", field="price"),
    Sort(code="-price", label="Highest price", field="price", descending=True),
)


def sort_choices(*, searching: bool) -> Sequence[Sort]:
    """Return the orders to choose from; the first one is the default."""
    return (RELEVANCE, *_BY_FIELD) if searching else _BY_FIELD


def find_sort(code: str, *, searching: bool) -> Sort:
    """Return the order with this code, or the default for an unknown one."""
    choices = sort_choices(searching=searching)
    return next((sort for sort in choices if sort.code == code), choices[0])


def sorted_after(
    products: QuerySet[Product], sort: Sort, after: Position | None
) -> QuerySet[Product]:
    """Sort the products and continue after a position: one scan of an index."""
    sign, beyond = ("-", "lt") if sort.descending else ("", "gt")
    ordered = products.order_by(f"{sign}{sort.field}", f"{sign}sku")
    if after is None:
        return ordered
    return ordered.filter(
        Q(**{f"{sort.field}__{beyond}": after.value}) | Q(**{f"sku__{beyond}": after.sku}),
        **{f"{sort.field}__{beyond}e": after.value},  # redundant; lets the index find the start
    )
