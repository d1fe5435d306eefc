"""The one table of what may become of an order, and the one way to move it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from orders.models import Order, Status

# From where each status may be reached.
SOURCES: Mapping[Status, frozenset[Status]] = {
    Status.COMPLETED: frozenset({Status.PENDING}),
    Status.SHIPPED: frozenset({Status.COMPLETED}),
    Status.DELIVERED: frozenset({Status.SHIPPED}),
    Status.CANCELLED: frozenset({Status.PENDING, Status.COMPLETED}),
    Status.REFUNDED: frozenset({Status.COMPLETED, Status.SHIPPED, Status.DELIVERED}),
}


class TransitionRefused(Exception):
    """The order is not where it would have to be: somebody else was first, or it is too late.

    `status` is where it is; the message says so in a sentence for people. Nothing has been
    written or published.
    """

    def __init__(self, status: Status, message: str) -> None:
        super().__init__(message)
        self.status = status


def move(order_id: UUID, to: Status, *, source: Status | None = None, **changes: Any) -> None:
    """Take an order to a new status, with what else changes, if it may go there.

    With `source` it goes from that status only. One UPDATE decides; from here to the commit
    the order is locked. Raises TransitionRefused, and Order.DoesNotExist for an unknown id.
    """
    sources = SOURCES[to] if source is None else SOURCES[to] & {source}
    if not Order.objects.filter(pk=order_id, status__in=sources).update(status=to, **changes):
        raise refusal(order_id, to)


def refusal(order_id: UUID, to: Status) -> TransitionRefused:
    """Why the order cannot go there, from where it is now."""
    status = Status(Order.objects.values_list("status", flat=True).get(pk=order_id))
    if status == to:
        return TransitionRefused(status, f"This order is {status.label} already.")
    return TransitionRefused(status, f"This order is {status.label}: it cannot be {to.label}.")
