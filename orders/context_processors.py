"""Context of every page."""

from functools import partial

from django.conf import settings
from django.http import HttpRequest

from orders.basket import SESSION_KEY


def basket(request: HttpRequest) -> dict[str, object]:
    """Add `basket_pieces`, the number of pieces in the visitor's basket."""
    return {"basket_pieces": partial(_pieces, request)}


def _pieces(request: HttpRequest) -> int:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES and not request.session.modified:
        return 0
    quantities: dict[str, int] = request.session.get(SESSION_KEY, {})
    return sum(quantities.values())
