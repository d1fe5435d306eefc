"""Products of the tests, and an app that offers vouchers."""

from collections.abc import Callable, Iterator

import pytest

from orders.signals import Adjustment, checkout_adjustments
from tests.orders import shop, vouchers

type Grant = Callable[..., None]


@pytest.fixture
def goods(db: None) -> None:
    """Add a mug for 12.00, tea for 3.33 and a teapot for 48.50, a hundred of each."""
    shop.fill_shelf(
        ("TALL-MUG", "Tall mug", "12.00"),
        ("GREEN-TEA", "Green tea", "3.33"),
        ("TEAPOT", "Teapot", "48.50"),
    )


@pytest.fixture
def grant() -> Iterator[Grant]:
    """Return a function that offers adjustments during the test: `grant(off("1.00"), …)`."""

    def grant_these(*adjustments: Adjustment) -> None:
        vouchers.granted[:] = adjustments

    checkout_adjustments.connect(vouchers.offer_vouchers)
    yield grant_these
    checkout_adjustments.disconnect(vouchers.offer_vouchers)
    vouchers.granted.clear()
