"""Health checks for load balancers."""

import json
from datetime import timedelta
from pathlib import Path
from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries, Settings

from storefront import health


def readyz() -> HttpResponse:
    """Return the answer of a process that has just started."""

    def page(request: HttpRequest) -> HttpResponse:
        raise AssertionError("the health check was passed on")

    return health.health_middleware(page)(RequestFactory().get("/readyz"))


def test_process_is_alive_without_anything_else(client: Client) -> None:
    page = client.get("/healthz")
    assert (page.status_code, page.text) == (200, "alive\n")
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "[fe80::1]", "internal.elb.example", "a b"])
def test_health_checks_answer_for_any_host(
    client: Client, settings: Settings, path: str, host: str
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert client.get(path, headers={"Host": host}).status_code == 200
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.django_db
def test_database_and_migrations_make_the_shop_ready() -> None:
    assert readyz().status_code == 200
    checks = {"database": "ok", "migrations": "ok", "static files": "ok"}
    assert json.loads(readyz().content)["checks"] == checks


@pytest.mark.django_db
def test_readiness_is_cheap(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")
    with django_assert_max_num_queries(1):
        for _ in range(20):
            client.get("/readyz")


@pytest.mark.django_db
def test_overdue_deliveries_are_information(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "oldest_due_age", lambda: timedelta(minutes=3))
    page = readyz()
    assert page.status_code == 200
    assert b'"oldest_due_seconds": 180.0' in page.content


@pytest.mark.django_db
def test_locked_deliveries_are_information(monkeypatch: pytest.MonkeyPatch) -> None:
    locked = Mock(side_effect=OperationalError("database is locked"))
    monkeypatch.setattr(health, "oldest_due_age", locked)
    page = readyz()
    assert page.status_code == 200
    assert b'"oldest_due_seconds": null' in page.content


def test_shop_without_its_database_is_not_ready(
    no_database: None, caplog: pytest.LogCaptureFixture
) -> None:
    page = readyz()
    assert page.status_code == 503
    assert b'"database": "does not answer"' in page.content
    assert "The database did not answer: OperationalError" in caplog.text


@pytest.mark.django_db
def test_shop_without_its_static_files_is_not_ready(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": manifest}}
    page = readyz()
    assert page.status_code == 503
    assert b'"static files": "not collected"' in page.content


@pytest.mark.django_db
def test_shop_before_its_migrations_is_not_ready() -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    page = readyz()
    assert page.status_code == 503
    assert b'"migrations": "1 not applied"' in page.content


@pytest.mark.django_db
def test_shop_without_its_cache_is_ready(settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            **settings.CACHES["default"],
            "BACKEND": "django_redis.cache.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"IGNORE_EXCEPTIONS": True},
        }
    }
    cache.set("tea", 1)
    assert cache.get("tea", "none") == "none"
    assert readyz().status_code == 200
