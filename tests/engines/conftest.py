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

from tests.engines.crew import Crew, database_url

BROKER_URL = os.environ.get("TEST_BROKER_URL", "")


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's, emptied once a module: not while the processes of the module use it."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.fixture(scope="module", params=["worker", "celery"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def _chosen(engine: str, transactional_db: None) -> Iterator[None]:
    """What is published here is handed out as this engine wants it."""
    if engine == "celery":
        yield from _celery()
    else:
        yield


def _celery() -> Iterator[None]:
    if not BROKER_URL:
        pytest.skip("needs RabbitMQ: set TEST_BROKER_URL")
    with override_settings(EVENTS_ENGINE="celery", EVENTS_BROKER_URL=BROKER_URL):
        # Imported now: its queue is named after the database, which the tests have renamed.
        celery = import_module("events.delivery.engines.celery")
        yield
        celery.line.close()
        with closing(celery.app.connection_for_write(BROKER_URL)) as broker:
            broker.default_channel.queue_delete(celery.app.conf.task_default_queue)


@pytest.fixture(scope="module")
def bell_tower(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bell-tower")


@pytest.fixture(scope="module")
def recruit(
    tmp_path_factory: pytest.TempPathFactory, bell_tower: Path, engine: str, _chosen: None
) -> Iterator[Crew]:
    """A crew without members, whose processes know the tests' receivers."""
    crew = Crew(
        tmp_path_factory.mktemp("crew"),
        {
            **os.environ,
            "BELL_TOWER": str(bell_tower),
            "EVENTS_BROKER_URL": BROKER_URL,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EVENTS_ENGINE": engine,
            "PLUGIN_APPS": "tests.engines",
        },
    )
    yield crew
    crew.dismiss()
