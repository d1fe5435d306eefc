"""Check that the databases contain exactly the confirmed orders and their products."""

from bench.databases import numbers
from bench.workload import PIECES, PRODUCTS

_FLOOR = """
    SELECT (SELECT count(*) FROM floor_order),
           (SELECT count(*) FROM floor_line),
           (SELECT sum(stock) FROM floor_product)
"""
_SHOP = """
    SELECT (SELECT count(*) FROM orders_order),
           (SELECT count(*) FROM orders_order WHERE status = 'completed'),
           (SELECT count(*) FROM orders_line),
           (SELECT sum(sold) FROM inventory_stock),
           (SELECT sum(reserved) FROM inventory_stock),
           (SELECT sum(available) FROM inventory_stock)
"""


class Disagreement(Exception):
    """A database does not agree with the answers, which makes the run invalid."""


def check_floor(url: str, *, orders: int) -> None:
    """Check that each order has two lines and one piece. Raise Disagreement."""
    _expect(numbers(url, _FLOOR), (orders, 2 * orders, PIECES * PRODUCTS - orders))


def check_shop(url: str, *, orders: int) -> None:
    """Check that each order is paid and has two lines of one piece. Raise Disagreement."""
    pieces = 2 * orders
    left = PIECES * PRODUCTS - pieces
    _expect(numbers(url, _SHOP), (orders, orders, pieces, pieces, 0, left))


def _expect(found: tuple[int, ...], expected: tuple[int, ...]) -> None:
    if found != expected:
        raise Disagreement(f"The database contains {found}; the answers add up to {expected}.")
