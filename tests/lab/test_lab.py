"""The lab is there in the demo only; what it does there is tested in processes of its own."""

import os
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

PARTS = Path(__file__).with_name("parts")


@pytest.mark.parametrize("part", ["break_receivers", "climb_the_ladder", "race", "visit"])
def test_in_the_demo(part: str) -> None:
    """Apps are installed once a process, so each part is a pytest of its own, with the lab."""
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"),
            *("--ds=tests.lab.settings", PARTS / f"{part}.py"),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "LAB_TEST": part},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]


@pytest.mark.once
def test_without_the_demo_the_lab_refuses_to_be_installed() -> None:
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


def test_without_it_nothing_stands_between_the_kernel_and_a_receiver() -> None:
    assert not apps.is_installed("examples.lab")
    assert not around_receiver
    assert not [key for key in registry.subscriptions if any("lab." in name for name in key)]
    assert not [key for key in registry.answerers if any("lab." in name for name in key)]
    # The lessons are read by tests of their own, and touch nothing.
    modules = {name.split(".")[2] for name in sys.modules if name.startswith("examples.lab.")}
    assert modules <= {"lessons"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["", "break/", "mend/", "mend/all/", "ladder/", "race/", "visit/", "visit/break/"]
)
def test_without_it_there_is_no_address(admin_client: Client, page: str) -> None:
    assert admin_client.get(f"/lab/{page}").status_code == 404
    assert admin_client.post(f"/lab/{page}").status_code == 404


@pytest.mark.django_db
def test_without_it_there_is_no_table() -> None:
    tables = connection.introspection.table_names()
    assert "events_delivery" in tables
    assert not [table for table in tables if table.startswith("lab_")]
