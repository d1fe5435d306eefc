"""The allowed transitions of an order, and the one function that makes them."""

from collections.abc import Mapping
from typing import Any, TypedDict
from uuid import UUID

from orders.models import Order, Status

# The statuses from which each status can be reached.
SOURCES: Mapping[Status, frozenset[Status]] = {
    Status.COMPLETED: frozenset({Status.PENDING}),
    Status.SHIPPED: frozenset({Status.COMPLETED}),
    Status.DELIVERED: frozenset({Status.SHIPPED}),
    Status.CANCELLED: frozenset({Status.PENDING, Status.COMPLETED}),
    Status.REFUNDED: frozenset({Status.COMPLETED, Status.SHIPPED, Status.DELIVERED}),
}


class TransitionNotAllowed(Exception):
    """The order is in a status that does not allow the transition; nothing was written.

    `status` is the order's status; the message explains it to people.
    """

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


def move(order_id: UUID, to: Status, *, source: Status | None = None, **changes: Any) -> None:
    """Change the status of an order, and other fields with it, in one conditional UPDATE.

    The order is locked from here to the commit. With `source`, the transition starts from that
    status only. Raise TransitionNotAllowed, or Order.DoesNotExist for an unknown id.
    """
    sources = SOURCES[to] if source is None else SOURCES[to] & {source}
    if not Order.objects.filter(pk=order_id, status__in=sources).update(status=to, **changes):
        raise not_allowed(order_id, to)


def not_allowed(order_id: UUID, to: Status) -> TransitionNotAllowed:
    """Return the exception that explains why the order cannot change to a status."""
    status = Order.objects.values_list("status", flat=True).get(pk=order_id)
    return not_allowed_from(Status(status), to)


def not_allowed_from(status: Status, to: Status) -> TransitionNotAllowed:
    """Return the exception that explains why no order changes from one status to another."""
    if status == to:
        return TransitionNotAllowed(status, f"This order is already {status.label}.")
    return TransitionNotAllowed(
        status, f"This order is {status.label} and cannot be {to.label} any more."
    )


class AboutOrder(TypedDict):
    """The first fields of the events of an order."""

    order_id: UUID
    number: str
    customer_id: int | None
    email: str
    name: str


def about(order: Order) -> AboutOrder:
    """Return the fields that identify an order and its customer in an event."""
    return AboutOrder(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        email=order.email,
        name=order.name,
    )
