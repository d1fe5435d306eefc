import pytest

from accounts.models import User
from tests.orders.pages.visitor import Shopper


@pytest.fixture
def visitor(db: None) -> Shopper:
    """A guest."""
    return Shopper()


@pytest.fixture
def ada(db: None) -> User:
    """A customer with an account."""
    return User.objects.create_user("ada@example.com", "a good password")


@pytest.fixture
def staff(db: None) -> User:
    """A member of staff."""
    return User.objects.create_user("kim@signal-shop.example", is_staff=True)
