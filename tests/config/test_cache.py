"""A cache that is away makes the shop slower, and nothing else."""

import logging
import os

import pytest
from django.core.cache import cache
from pytest_django import Settings

from config import cache as cache_module
from config.cache import ForgivingRedisCache

REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
needs_redis = pytest.mark.skipif(not REDIS_URL, reason="TEST_REDIS_URL is not set")
NOBODY = "redis://127.0.0.1:1/0"


def _cache(url: str) -> ForgivingRedisCache:
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
    return ForgivingRedisCache(url, {"KEY_PREFIX": "signal-shop-tests", "OPTIONS": options})


def test_without_redis_nothing_is_found_and_nothing_raises(
    caplog: pytest.LogCaptureFixture,
) -> None:
    away = _cache(NOBODY)
    with caplog.at_level(logging.WARNING, "config.cache"):
        assert away.get("teapot", "none") == "none"
        assert away.get_many(["teapot", "mug"]) == {}
        assert away.add("teapot", 1) is False
        assert away.delete("teapot") is False
        assert away.set_many({"teapot": 1}) == ["teapot"]
        away.set("teapot", 1)
        away.delete_many(["teapot"])
    assert len(caplog.records) == 1, "a cache that rests is not asked again"


def test_after_its_rest_it_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(cache_module, "REST", 0)
    away = _cache(NOBODY)
    with caplog.at_level(logging.WARNING, "config.cache"):
        away.get("teapot")
        away.get("teapot")
    assert len(caplog.records) == 2


@pytest.mark.redis
@needs_redis
def test_with_redis_everything_is_kept() -> None:
    there = _cache(REDIS_URL)
    there.set_many({"teapot": "hot", "mug": "full"})
    assert there.get_many(["teapot", "mug"]) == {"teapot": "hot", "mug": "full"}
    assert there.add("teapot", "cold") is False
    there.set("teapot", "cold")
    assert there.get("teapot") == "cold"
    assert there.delete("teapot") is True
    there.delete_many(["mug"])
    assert there.get("mug") is None


@pytest.mark.redis
@needs_redis
def test_djangos_own_name_for_it_works(settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": "signal-shop-tests",
        }
    }
    cache.set("teapot", "hot", timeout=5)
    assert cache.get("teapot") == "hot"
    cache.delete("teapot")
