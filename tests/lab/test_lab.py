"""The lab is installed in the demo only; its parts are tested in separate processes."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client

from events.dispatch import around_receiver
from events.registry import registry
from tests.config.processes import bare_environment
from tests.processes import environment, run_tests

PARTS = Path(__file__).with_name("parts")


@pytest.mark.slow
@pytest.mark.once
def test_faults_and_visit_in_the_demo() -> None:
    _run_parts("access", "break_receivers", "visit")


@pytest.mark.slow
def test_ladder_in_the_demo() -> None:
    _run_parts("climb_the_ladder")


@pytest.mark.slow
def test_race_in_the_demo() -> None:
    _run_parts("race")


def _run_parts(*parts: str) -> None:
    """Run parts in a separate pytest process, because they need other installed apps."""
    run_tests(
        *(PARTS / f"{part}.py" for part in parts),
        env=environment(LAB_TEST=parts[0]),
        settings_module="tests.lab.settings",
    )


@pytest.mark.once
def test_lab_cannot_be_installed_without_the_demo() -> None:
    check = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=bare_environment(
            DJANGO_SETTINGS_MODULE="config.settings",
            PLUGIN_APPS="examples.lab",
            SITE_URL="http://localhost:8000",
            HTTPS="false",
            PAYMENT_GATEWAY="orders.gateway.TestGateway",
            SECRET_KEY="not-a-demo-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
        ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 1
    assert "PLUGIN_APPS: examples.lab breaks the shop on purpose" in check.stderr


def test_shop_without_the_lab_has_none_of_its_hooks() -> None:
    assert not apps.is_installed("examples.lab")
    assert not around_receiver
    assert not [key for key in registry.subscriptions if any("lab." in name for name in key)]
    assert not [key for key in registry.answerers if any("lab." in name for name in key)]
    # Tests of the lessons import those modules, which change nothing.
    modules = {name.split(".")[2] for name in sys.modules if name.startswith("examples.lab.")}
    assert modules <= {"lessons"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["", "faults/add/", "faults/remove/", "ladder/", "race/", "visit/", "visit/break/"]
)
def test_shop_without_the_lab_has_no_pages_of_it(admin_client: Client, page: str) -> None:
    assert admin_client.get(f"/lab/{page}").status_code == 404
    assert admin_client.post(f"/lab/{page}").status_code == 404


@pytest.mark.django_db
def test_shop_without_the_lab_has_no_tables_of_it() -> None:
    tables = connection.introspection.table_names()
    assert "events_delivery" in tables
    assert not [table for table in tables if table.startswith("lab_")]
