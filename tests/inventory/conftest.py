"""A browser of a superuser, and a product."""

import pytest
from django.test import Client

from tests.inventory.factories import ProductFactory


@pytest.fixture
def staff(admin_client: Client) -> Client:
    return admin_client


@pytest.fixture
def mug() -> str:
    """Return the SKU of a tall mug for 12.50, with ten pieces and a threshold of three."""
    ProductFactory.create(sku="TALL-MUG", emoji="☕")
    return "TALL-MUG"
