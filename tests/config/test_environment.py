"""Tests do not use the shop that the environment of a developer describes."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

from tests.environment import CLEARED, variables
from tests.processes import run_tests

# A port without a server.
NOWHERE = "127.0.0.1:1"
DEVELOPER = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "EVENTS_BROKER_URL": f"amqp://{NOWHERE}//",
    "CACHE_URL": f"redis://{NOWHERE}/0",
    "CURRENCY": "CHF",
    "DEMO": "true",
    "EMAIL_URL": f"smtp://{NOWHERE}",
    "EVENTS_ENGINE": "celery",
    "LOG_FORMAT": "json",
    "SECRET_KEY_FILE": "/run/secrets/secret_key",
    "SITE_URL": "https://shop.example",
}


def test_environment_of_a_developer_is_ignored() -> None:
    cleared = {CLEARED, *variables()}
    environment = {name: value for name, value in os.environ.items() if name not in cleared}
    shop = Path(__file__).with_name("developer_shop.py")
    assert "2 passed" in run_tests(shop, env={**environment, **DEVELOPER})


def test_variables_of_a_test_reach_its_processes(tmp_path: Path) -> None:
    code = "from tests.settings import *; print(CACHES['default']['LOCATION'], EVENTS_ENGINE)"
    output = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env={**os.environ, "CACHE_URL": f"file://{tmp_path}/cache", "EVENTS_ENGINE": "celery"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert output.split() == [f"{tmp_path}/cache", "celery"]
