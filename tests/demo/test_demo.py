"""The demo is a plugin. Its parts are tested in processes in which it is installed."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.config.processes import bare_environment
from tests.processes import environment, run_tests

pytestmark = pytest.mark.once

PARTS = Path(__file__).parent


@pytest.mark.slow
@pytest.mark.parametrize("part", ["pages", "seeding"])
def test_demo_part(part: str) -> None:
    run_tests(PARTS / f"{part}.py", env=environment(), settings_module="tests.demo.settings")


def test_demo_refuses_a_real_shop() -> None:
    check = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=bare_environment(
            DJANGO_SETTINGS_MODULE="config.settings",
            PLUGIN_APPS="examples.demo",
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
    assert "PLUGIN_APPS: examples.demo logs visitors in without a password" in check.stderr


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["enter/staff/", "mail/", "mail/20260101-101010-1/0/"])
def test_real_shop_has_no_demo_pages(client: Client, page: str) -> None:
    assert client.get(f"/demo/{page}").status_code == 404
    assert client.post(f"/demo/{page}").status_code == 404
    assert "Log in as" not in client.get("/account/login/").text
