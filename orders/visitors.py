"""The visitor of a request: a customer, or a guest who is recognised by their session.

The session stores two things: an id, which its baskets and their orders refer to, and the
orders that were opened through a signed link. Nothing else about a basket is in the session,
so a request that dies or overlaps with another cannot lose or overwrite it.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from uuid_utils.compat import uuid7

from storefront.limits import enforce
from storefront.requests import has_session

VISITOR_KEY = "visitor"
LINKED_ORDERS_KEY = "linked_orders"
MAX_LINKED_ORDERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A customer (`customer_id`), a guest (`guest_id`), or a guest who has signed in (both)."""

    customer_id: int | None = None
    guest_id: UUID | None = None

    def owned(self, basket: str = "") -> Q:
        """Return which rows are the visitor's: the customer's, and the guest's of this session.

        `basket` is the prefix of lookups in the basket, which a guest is known by.
        """
        theirs = Q()
        if self.customer_id is not None:
            theirs |= Q(customer_id=self.customer_id)
        if self.guest_id is not None:
            theirs |= Q((f"{basket}guest_id", self.guest_id), (f"{basket}customer", None))
        return theirs or Q(pk__in=[])


def visitor_of(request: HttpRequest) -> Visitor:
    """Return the visitor; a request without a session cookie costs no query."""
    if not has_session(request):
        return Visitor()
    guest_id = request.session.get(VISITOR_KEY)
    return Visitor(customer_id=request.user.pk, guest_id=UUID(guest_id) if guest_id else None)


def recognise_visitor(request: HttpRequest) -> Visitor:
    """Return the visitor, and give a new guest an id in the session.

    Raise RateLimited if too many guests come from one network: each has a session and a basket,
    which are stored for days.
    """
    visitor = visitor_of(request)
    if visitor == Visitor():
        enforce("new_basket", request=request)
        visitor = Visitor(guest_id=uuid7())
        request.session[VISITOR_KEY] = str(visitor.guest_id)
    return visitor


def linked_orders(request: HttpRequest) -> list[str]:
    """Return the ids of the orders that this session opened through a signed link."""
    return list(request.session.get(LINKED_ORDERS_KEY, []))


def link_order(request: HttpRequest, order_id: UUID) -> None:
    """Grant this session read access to an order."""
    others = [linked for linked in linked_orders(request) if linked != str(order_id)]
    request.session[LINKED_ORDERS_KEY] = [*others, str(order_id)][-MAX_LINKED_ORDERS:]
