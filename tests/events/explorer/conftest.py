"""Clients of the explorer: a visitor, a user who sees personal data, and an operator."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from tests.accounts.factories import UserFactory


@pytest.fixture(autouse=True)
def _without_the_shop(settings: Settings) -> None:
    """Render the pages without the shop's header, which needs statements."""
    settings.EVENTS_BASE_TEMPLATE = "events/base.html"


def client_with(*permissions: str, is_staff: bool = False) -> Client:
    """Return a client that is logged in as a user with these permissions of `events`."""
    user: User = UserFactory.create(is_staff=is_staff)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label="events", codename__in=permissions)
    )
    client = Client()
    client.force_login(user)
    return client


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
