"""Limits of baskets and unpaid orders."""

from datetime import timedelta

from django.conf import settings

MAX_PIECES = 99  # of one product in a basket
MAX_PRODUCTS = 50  # in a basket
MAX_PAYMENTS = 5  # payment attempts of one order
PAYMENT_PERIOD = timedelta(minutes=15)  # from the last attempt until an unpaid order expires


def max_unpaid_orders() -> int:
    """Return how many unpaid orders one visitor can have at the same time."""
    return getattr(settings, "ORDERS_MAX_UNPAID_ORDERS", 3)


def max_unpaid_pieces() -> int:
    """Return how many pieces the unpaid orders of one visitor can reserve."""
    return getattr(settings, "ORDERS_MAX_UNPAID_PIECES", 200)


def basket_retention() -> timedelta:
    """Return how long a basket is kept after its last change."""
    return timedelta(days=getattr(settings, "ORDERS_BASKET_RETENTION_DAYS", 90))
