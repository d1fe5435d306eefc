"""The shelves of the tests: mugs, tea and a teapot, and an app that hands out vouchers."""

from collections.abc import Callable, Iterator

import pytest

from orders.signals import Adjustment, checkout_adjustments
from tests.orders import shop, vouchers

type Grant = Callable[..., None]


@pytest.fixture
def goods(db: None) -> None:
    """A mug for 12.00, tea for 3.33, a teapot for 48.50; a hundred of each."""
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    shop.put_on_shelf("GREEN-TEA", name="Green tea", price="3.33")
    shop.put_on_shelf("TEAPOT", name="Teapot", price="48.50")


@pytest.fixture
def grant() -> Iterator[Grant]:
    """`grant(off("1.00"), …)`: what takes something off the price while the test runs."""

    def grant_these(*adjustments: Adjustment) -> None:
        vouchers.granted[:] = adjustments

    checkout_adjustments.connect(vouchers.offer_vouchers)
    yield grant_these
    checkout_adjustments.disconnect(vouchers.offer_vouchers)
    vouchers.granted.clear()
