"""Context of every page."""

from functools import partial

from django.db import Error
from django.http import HttpRequest

from orders import selectors
from orders.visitors import visitor_of
from storefront.errors import is_timeout


def basket(request: HttpRequest) -> dict[str, object]:
    """Add `basket_pieces`, the number of pieces in the visitor's basket; a query when used.

    A view that has read the basket adds the number itself.
    """
    return {"basket_pieces": partial(_pieces, request)}


def _pieces(request: HttpRequest) -> int | None:
    """Return None if the table is locked: the pages of other apps do without the number."""
    try:
        return selectors.basket_pieces(visitor=visitor_of(request))
    except Error as error:
        if not is_timeout(error):
            raise
        return None
