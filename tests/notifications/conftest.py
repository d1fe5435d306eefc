"""A customer's browser."""

import pytest
from django.test import Client

from accounts.models import User
from tests.accounts.factories import UserFactory


@pytest.fixture
def customer(client: Client) -> User:
    """A customer who is logged in."""
    user: User = UserFactory.create()
    client.force_login(user)
    return user
