"""Who can read an order, and who can pay or cancel it."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from orders import selectors
from orders.models import Order
from orders.visitors import linked_orders, visitor_of


def readable_order(request: HttpRequest, order_id: UUID) -> tuple[Order, bool]:
    """Return the order if the visitor can read it, and whether it is their own.

    Otherwise it does not exist for them.
    """
    order, is_theirs = selectors.readable_order(
        order_id=order_id,
        visitor=visitor_of(request),
        linked=linked_orders(request),
        can_view_all=has_perm(request, "orders.view_order"),
    )
    if order is None:
        raise Http404("This order does not exist, or you cannot see it.")
    return order, is_theirs


def changeable_order(request: HttpRequest, order_id: UUID) -> tuple[Order, bool]:
    """Return the order if the visitor can pay or cancel it, and whether it is their own.

    A signed link is not enough.
    """
    order, is_theirs = readable_order(request, order_id)
    if not (is_theirs or has_perm(request, "orders.change_order")):
        raise PermissionDenied("The link in an e-mail shows an order, but cannot change it.")
    return order, is_theirs


def has_perm(request: HttpRequest, permission: str) -> bool:
    """Return whether a member of staff has a permission; no query for customers."""
    return request.user.is_staff and request.user.has_perm(permission)
