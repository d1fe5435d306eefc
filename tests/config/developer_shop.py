"""Tests that test_environment.py runs with the environment of a developer's shop."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.cache import cache


def test_cache_and_mail_of_the_developer_are_not_used() -> None:
    folder = Path(settings.CACHES["default"]["LOCATION"])
    assert (
        settings.CACHES["default"]["BACKEND"]
        == "django.core.cache.backends.filebased.FileBasedCache"
    )
    assert folder.is_relative_to(tempfile.gettempdir())
    assert "EMAIL_URL" not in os.environ  # processes that the tests start would send e-mails
    cache.set("key", "value")  # the cache is emptied after the test


def test_settings_of_the_developer_are_not_used() -> None:
    assert not settings.DEMO
    assert settings.EVENTS_ENGINE == "worker"
    assert settings.CURRENCY == "EUR"
    assert settings.SITE_URL == "http://localhost:8000"
    assert settings.LOGGING["handlers"]["standard_error"]["formatter"] == "console"
    assert "only-for-tests" in settings.SECRET_KEY
