"""The demo's shop with a teapot, a customer and staff; faults are removed after each test."""

from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import User
from examples.lab.faults.connections import update_connections
from tests.orders import shop


@pytest.fixture(autouse=True)
def _reconnect_receivers(_connections_are_restored: None) -> Iterator[None]:
    yield
    update_connections({})


@pytest.fixture
def teapot(transactional_db: None) -> None:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="48.50", pieces=10)


@pytest.fixture
def staff(transactional_db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("sam@example.com"))
    return client


@pytest.fixture
def ada(transactional_db: None) -> User:
    return User.objects.create_user("ada@example.com")
