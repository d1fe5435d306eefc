"""EVENTS_ENGINE chooses who delivers."""

import pytest
from config.environment import engine
from django.core.exceptions import ImproperlyConfigured


def test_workers_that_look_for_themselves_are_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EVENTS_ENGINE", raising=False)
    assert engine.events_engine() == "worker"


def test_celery_may_be_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_ENGINE", "celery")
    assert engine.events_engine() == "celery"


def test_without_its_package_celery_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_ENGINE", "celery")
    monkeypatch.setattr(engine, "find_spec", {}.get)
    with pytest.raises(ImproperlyConfigured, match=r"EVENTS_ENGINE: .*uv sync --extra celery"):
        engine.events_engine()


def test_others_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTS_ENGINE", "pigeons")
    with pytest.raises(ImproperlyConfigured, match="EVENTS_ENGINE: 'pigeons' is not known"):
        engine.events_engine()
