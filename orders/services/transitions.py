"""The allowed transitions of an order, and the one function that makes them."""

from collections.abc import Mapping
from typing import Any
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


def move(order_id: UUID, to: Status, **changes: Any) -> None:
    """Change the status of an order, and other fields with it, in one conditional UPDATE.

    The order is locked from here to the commit. Raise TransitionNotAllowed, or
    Order.DoesNotExist for an unknown id.
    """
    orders = Order.objects.filter(pk=order_id)
    if not orders.filter(status__in=SOURCES[to]).update(status=to, **changes):
        raise not_allowed(orders.values_list("status", flat=True).get(), to)


def not_allowed(status: str, to: Status) -> TransitionNotAllowed:
    """Return the exception that explains why no order changes from one status to another."""
    status = Status(status)
    if status == to:
        return TransitionNotAllowed(status, f"This order is already {status.label}.")
    return TransitionNotAllowed(
        status, f"This order is {status.label} and cannot be {to.label} any more."
    )
