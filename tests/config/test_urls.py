"""An app's addresses are there only if it is installed."""

import pytest

from config.urls import urls_of


@pytest.mark.parametrize("app", ["inventory", "orders"])
def test_installed_app_has_its_addresses(app: str) -> None:
    (included,) = urls_of(app, at="")
    assert included.pattern.match("basket/" if app == "orders" else "") is not None


def test_app_without_addresses_adds_none() -> None:
    assert urls_of("django.contrib.messages", at="messages/") == []


def test_missing_app_adds_no_addresses() -> None:
    assert urls_of("django.contrib.humanize", at="humanize/") == []
