"""Run by test_whose_shop.py, in an environment that speaks of a developer's own shop."""

import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.cache import cache


def test_nothing_of_it_is_touched() -> None:
    folder = Path(settings.CACHES["default"]["LOCATION"])
    assert (
        settings.CACHES["default"]["BACKEND"]
        == "django.core.cache.backends.filebased.FileBasedCache"
    )
    assert folder.is_relative_to(tempfile.gettempdir())
    assert "EMAIL_URL" not in os.environ  # Django's tests send none, processes of theirs may
    cache.set("kept", "for its own sake")  # which is emptied afterwards


def test_it_does_not_say_how_the_tests_go() -> None:
    assert not settings.DEMO
    assert settings.EVENTS_ENGINE == "worker"
    assert settings.CURRENCY == "EUR"
    assert settings.SITE_URL == "http://localhost:8000"
    assert settings.LOGGING["handlers"]["standard_error"]["formatter"] == "console"
    assert "only-for-tests" in settings.SECRET_KEY
