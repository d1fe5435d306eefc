import pytest

from accounts.models import User
from orders.models import Order
from tests.orders.pages.visitor import Shopper


@pytest.fixture
def visitor(db: None) -> Shopper:
    """A guest."""
    return Shopper()


@pytest.fixture
def buyer(goods: None, visitor: Shopper) -> Shopper:
    """A guest whose order of a mug waits for its payment."""
    visitor.choose("TALL-MUG")
    visitor.submit()
    return visitor


@pytest.fixture
def unpaid(buyer: Shopper) -> Order:
    """The order of `buyer`."""
    return Order.objects.get()


@pytest.fixture
def ada(db: None) -> User:
    """A customer with an account."""
    return User.objects.create_user("ada@example.com", "a good password")


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("kim@signal-shop.example", is_staff=True)
