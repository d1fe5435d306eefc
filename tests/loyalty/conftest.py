"""Customers with and without points."""

import pytest

from tests.accounts.factories import UserFactory
from tests.loyalty.factories import AccountFactory


@pytest.fixture
def customer(db: None) -> int:
    """A customer without points."""
    return int(UserFactory.create().pk)


@pytest.fixture
def collector(db: None) -> int:
    """A customer with 500 granted points."""
    return int(AccountFactory.create(balance=500).pk)
