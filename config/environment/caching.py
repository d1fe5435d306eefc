"""CACHE_URL: files that the processes of one machine share, or Redis for many machines."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from config.environment.reading import refused, text

NAME = "CACHE_URL"
BACKENDS = "django.core.cache.backends"
REDIS = ("redis", "rediss")
FIX = "Say redis://host:6379/0 or file:///path."


def cache(*, default: Path) -> dict[str, Any]:
    """An entry of Django's CACHES; raises ImproperlyConfigured for what is neither.

    `?prefix=` of a Redis URL keeps two shops on one server apart.
    """
    url = text(NAME, f"file://{default}")
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": "config.file_cache.SharedFileCache",
            "LOCATION": parts.path,
            "OPTIONS": {"MAX_ENTRIES": 10_000},
        }
    if parts.scheme in REDIS:
        return _redis(url)
    raise refused(NAME, f"{url!r} is not understood.", FIX)


def _redis(url: str) -> dict[str, Any]:
    if find_spec("redis") is None:
        raise refused(NAME, "the package for Redis is missing.", "Run: uv sync --extra redis.")
    parts = urlsplit(url)
    return {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": parts._replace(query="").geturl(),
        "KEY_PREFIX": parse_qs(parts.query).get("prefix", ["shop"])[0],
        # seconds; a cache that does not answer at once is worse than none
        "OPTIONS": {"socket_connect_timeout": 0.5, "socket_timeout": 0.5},
    }
