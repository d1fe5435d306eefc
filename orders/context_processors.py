"""Context of every page."""

from functools import partial

from django.http import HttpRequest

from orders import selectors
from orders.visitors import visitor_of


def basket(request: HttpRequest) -> dict[str, object]:
    """Add `basket_pieces`, the number of pieces in the visitor's basket; a query when used."""
    return {"basket_pieces": partial(_pieces, request)}


def _pieces(request: HttpRequest) -> int:
    return selectors.basket_pieces(visitor=visitor_of(request))
