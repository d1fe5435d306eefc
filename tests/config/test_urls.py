"""An app's addresses are there only if it is installed."""

import pytest

from config.urls import urls_of


@pytest.mark.parametrize("app", ["inventory", "orders"])
def test_an_installed_app_has_its_addresses(app: str) -> None:
    (included,) = urls_of(app, at="")
    assert included.pattern.match("basket/" if app == "orders" else "") is not None


def test_an_app_without_addresses_adds_none() -> None:
    assert urls_of("django.contrib.messages", at="messages/") == []


def test_an_app_that_is_not_installed_adds_none() -> None:
    assert urls_of("django.contrib.humanize", at="humanize/") == []
