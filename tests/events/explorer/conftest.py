"""Clients of the explorer: a visitor, a user who sees personal data, and an operator."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.accounts.factories import client_with


@pytest.fixture(autouse=True)
def _without_the_shop(settings: Settings) -> None:
    """Render the pages without the shop's header, which needs statements."""
    settings.EVENTS_BASE_TEMPLATE = "events/base.html"


@pytest.fixture
def viewer() -> Client:
    """A client that sees the explorer with personal data."""
    return client_with("view_storedevent")


@pytest.fixture
def operator() -> Client:
    """A client that can also retry and replay deliveries."""
    return client_with("view_storedevent", "change_delivery")


@pytest.fixture
def visitor(settings: Settings) -> Client:
    """An anonymous client of a public explorer."""
    settings.EVENTS_EXPLORER_PUBLIC = True
    return Client()
