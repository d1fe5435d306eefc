"""Two engines, each with real processes, in the tests' database."""

import os
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.engines.processes import ShopProcesses, database_url

BROKER_URL = os.environ.get("TEST_BROKER_URL", "")


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty the database once a module, because its processes use it meanwhile."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of one engine in one process, because they share the engine's processes.

    Celery is tested on PostgreSQL alone: a shop that needs it has left SQLite.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            callspec = getattr(item, "callspec", None)
            engine = callspec.params.get("engine", "") if callspec else ""
            item.add_marker(pytest.mark.xdist_group(f"{item.path.stem} {engine}"))
            item.add_marker(pytest.mark.slow)
            if engine == "celery":
                item.add_marker(pytest.mark.postgres)
                item.add_marker(pytest.mark.broker)


@pytest.fixture(scope="module", params=["worker", "celery"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def _chosen(engine: str, transactional_db: None) -> Iterator[None]:
    """Choose the engine for events that the tests publish."""
    if engine == "celery":
        yield from _celery()
    else:
        yield


def _celery() -> Iterator[None]:
    if not BROKER_URL:
        pytest.skip("needs RabbitMQ: set TEST_BROKER_URL")
    with override_settings(EVENTS_ENGINE="celery", EVENTS_BROKER_URL=BROKER_URL):
        # Imported now: its queue is named after the database, which the tests have renamed.
        celery = import_module("events.delivery.celery")
        yield
        with closing(celery.app.connection_for_write(BROKER_URL)) as broker:
            broker.default_channel.queue_delete(celery.app.conf.task_default_queue)


@pytest.fixture(scope="module")
def signals_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("signals")


@pytest.fixture(scope="module")
def shop_processes(
    tmp_path_factory: pytest.TempPathFactory, signals_dir: Path, engine: str, _chosen: None
) -> Iterator[ShopProcesses]:
    """A processes without running, whose processes know the tests' receivers."""
    processes = ShopProcesses(
        tmp_path_factory.mktemp("processes"),
        {
            **os.environ,
            "SIGNALS_DIR": str(signals_dir),
            "EVENTS_BROKER_URL": BROKER_URL,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EVENTS_ENGINE": engine,
            "PLUGIN_APPS": "tests.engines",
        },
    )
    yield processes
    processes.stop_all()
