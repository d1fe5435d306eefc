"""Orders that still wait for their payment: asked about, and in the end given up."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from time import monotonic

from django.db.models import QuerySet

from orders.gateway import GatewayTimeout, payment_gateway
from orders.models import Order, Status
from orders.services.cancelling import cancel_pending
from orders.services.paying import settle
from orders.services.transitions import TransitionRefused

logger = logging.getLogger("orders")

EXPIRY = timedelta(minutes=15)

# With the gateway's own time-out for the last one, less than a worker's lease.
_SECONDS = 30
_AT_ONCE = 500


def expire_orders(*, now: datetime) -> None:
    """Cancel the orders that have waited for their payment for 15 minutes.

    The bank is asked first, about each in turn: a payment that was captured completes its
    order, no answer leaves it for the next time. Call it outside any transaction. Raises an
    ExceptionGroup of what went wrong otherwise, after all have had their turn.
    """

    def expire(order: Order) -> None:
        cancel_pending(order=order, reason="expired")

    _each(_pending().filter(placed_at__lte=now - EXPIRY), expire)


def reconcile_orders(*, now: datetime) -> None:
    """Ask the bank what became of the payments of the other pending orders.

    Calls and raises as `expire_orders` does.
    """

    def reconcile(order: Order) -> None:
        settle(order=order, payment=payment_gateway().status(key=str(order.id)))

    _each(_pending().filter(placed_at__gt=now - EXPIRY), reconcile)


def _pending() -> QuerySet[Order]:
    return Order.objects.filter(status=Status.PENDING).order_by("placed_at")


def _each(orders: QuerySet[Order], handle: Callable[[Order], None]) -> None:
    """Handle each order for itself, until the time is up; the rest is for the next minute."""
    started = monotonic()
    failures: list[Exception] = []
    for order in orders[:_AT_ONCE]:
        if monotonic() - started > _SECONDS:
            break
        try:
            handle(order)
        except (TransitionRefused, GatewayTimeout) as refused:
            logger.info("%s stays as it is: %s", order.number, refused)
        except Exception as failure:
            failures.append(failure)
    if failures:
        raise ExceptionGroup("Some pending orders could not be settled", failures)
