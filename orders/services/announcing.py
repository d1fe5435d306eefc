"""What every announcement of an order says of it."""

from typing import TypedDict
from uuid import UUID

from orders.models import Order


class About(TypedDict):
    """The first fields of the events of an order."""

    order_id: UUID
    number: str
    customer_id: int | None
    email: str
    name: str


def about(order: Order) -> About:
    """Which order it is, and whom it is for."""
    return About(
        order_id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        email=order.email,
        name=order.name,
    )
