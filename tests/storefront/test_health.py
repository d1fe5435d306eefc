"""Alive and ready, for load balancers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import Settings

from storefront import health


def test_the_process_is_alive_whatever_else_is_away(client: Client) -> None:
    page = client.get("/healthz")
    assert (page.status_code, page.text) == (200, "alive\n")


@pytest.mark.django_db
def test_the_shop_is_ready(client: Client) -> None:
    page = client.get("/readyz")
    assert page.status_code == 200
    assert page.json() == {
        "ready": True,
        "checks": {"database": "ok", "cache": "ok", "migrations": "ok"},
        "oldest_due_seconds": None,
    }


@pytest.mark.django_db
def test_work_that_waits_is_information(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "oldest_due_age", lambda: timedelta(minutes=3))
    page = client.get("/readyz")
    assert page.status_code == 200
    assert page.json()["oldest_due_seconds"] == 180


@pytest.fixture
def database_away() -> Iterator[None]:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        yield


@pytest.mark.django_db
def test_without_its_database_it_is_not_ready(client: Client, database_away: None) -> None:
    page = client.get("/readyz")
    assert page.status_code == 503
    assert page.json()["checks"]["database"] == "does not answer"


@pytest.mark.django_db
def test_before_its_migrations_it_is_not_ready(client: Client) -> None:
    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    page = client.get("/readyz")
    assert page.status_code == 503
    assert page.json()["checks"]["migrations"] == "1 not applied"


@pytest.mark.django_db
def test_without_its_cache_it_is_not_ready(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    settings.CACHES = {
        "default": {
            "BACKEND": "config.file_cache.SharedFileCache",
            "LOCATION": str(tmp_path / "cache"),
        }
    }
    assert client.get("/readyz").json()["checks"]["cache"] == "does not keep anything"


@pytest.mark.django_db
def test_a_cache_that_keeps_nothing_is_none(client: Client, settings: Settings) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert client.get("/readyz").json()["checks"]["cache"] == "does not keep anything"
