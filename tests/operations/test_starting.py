"""Processes that start before their database wait for it."""

import subprocess
import sys

import pytest
from django.conf import settings

from tests.config.processes import bare_environment


@pytest.mark.parametrize(
    ("command", "engine"), [("events_worker", "worker"), ("events_sweep", "celery")]
)
def test_process_waits_for_its_database(command: str, engine: str) -> None:
    environment = bare_environment(
        DATABASE_URL="postgres://shop@127.0.0.1:1/shop",
        EVENTS_ENGINE=engine,
        DJANGO_SETTINGS_MODULE="tests.settings",
    )
    with subprocess.Popen(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "The database failed; trying again: OperationalError: connection failed" in line:
                process.terminate()
        assert process.wait(60) == 0
