"""What a visitor wants to see of the catalogue, read from the address of the page.

An address that makes no sense is answered all the same: with what can be shown, and with a
complaint in words.
"""

import re
from dataclasses import dataclass, replace
from typing import Self

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

LONGEST_SEARCH = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_signer = Signer(salt="inventory.browsing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """An order of the catalogue, by a field of the product and then by sku."""

    code: str
    label: str
    field: str
    descending: bool = False


NEWEST = Sort(code="", label="Newest", field="created", descending=True)
SORTS = {
    sort.code: sort
    for sort in (
        NEWEST,
        Sort(code="name", label="Name", field="name"),
        Sort(code="price", label="Lowest price", field="price"),
        Sort(code="-price", label="Highest price", field="price", descending=True),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """The last product of a page: the value it is sorted by, and its sku."""

    value: str
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Browsing:
    """Which products to show, in which order, after which; `category` is a slug or empty."""

    search: str = ""
    category: str = ""
    sort: Sort = NEWEST
    after: Position | None = None
    complaint: str = ""

    @property
    def parameters(self) -> dict[str, str | None]:
        """Those of the address, without the position: what links to other pages build on."""
        return {
            "q": self.search or None,
            "category": self.category or None,
            "sort": self.sort.code or None,
        }

    @property
    def is_common(self) -> bool:
        """Whether many visitors ask for the same; there are as many searches as visitors."""
        return not self.search and not self.complaint

    def without_category(self) -> Self:
        """The same on all shelves, from the beginning: there is no such category."""
        complaint = "There is no such shelf. Here is everything."
        return replace(self, category="", after=None, complaint=complaint)

    def cursor(self, value: object, sku: str) -> str:
        """The text in the address that stands for a position in this order."""
        return _signer.sign_object([self.sort.code, str(value), sku])


def read_browsing(query: QueryDict) -> Browsing:
    """What the address asks for."""
    complaint = ""
    search = " ".join(_CONTROL.sub(" ", query.get("q", "")).split())
    if len(search) > LONGEST_SEARCH:
        complaint = (
            f"A search can be {LONGEST_SEARCH} characters long; yours has {len(search):,}. "
            "Here is everything, shorten it and try again."
        )
        search = ""
    sort = SORTS.get(query.get("sort", ""), NEWEST)
    after = None
    if cursor := query.get("after", ""):
        after = _position(cursor, sort)
        if after is None:
            complaint = "The page that you asked for is not there any more. Here is the first one."
    return Browsing(
        search=search,
        category=query.get("category", ""),
        sort=sort,
        after=after,
        complaint=complaint,
    )


def _position(cursor: str, sort: Sort) -> Position | None:
    """The position that a cursor stands for; None for one that is not of our making."""
    try:
        code, value, sku = _signer.unsign_object(cursor)
    except BadSignature:
        return None
    return Position(value=value, sku=sku) if code == sort.code else None
