"""A browser of a superuser."""

import pytest
from django.test import Client


@pytest.fixture
def root(admin_client: Client) -> Client:
    return admin_client
