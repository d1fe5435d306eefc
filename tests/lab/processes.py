"""Processes that use the database of the test and can be killed."""

import os
import signal
import subprocess
import sys

from django.conf import settings

from tests.engines.processes import database_url

KILLED = -signal.SIGKILL


def cache_url() -> str:
    """Return the URL of the test's cache for another process."""
    return os.environ.get("CACHE_URL") or f"file://{settings.CACHES['default']['LOCATION']}"


def work() -> int:
    """Run a worker until no delivery is due; return its exit status."""
    return _python("manage.py", "events_worker", "--drain")


def buy_a_teapot() -> int:
    """Buy a teapot in a process that can be killed; return its exit status."""
    return _python("-m", "tests.lab.parts.buyer")


def _python(*arguments: str) -> int:
    process = subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.lab.settings",
        },
        stdout=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return process.returncode
