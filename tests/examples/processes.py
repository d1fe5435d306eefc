"""Run processes in which an example is installed: apps are installed once per process."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DASHBOARD = ROOT / "examples" / "dashboard"


def environment_with(plugin: str, *, found_in: Path = ROOT) -> dict[str, str]:
    """Return the environment of the tests, with a plugin installed and another database."""
    url, *options = os.environ["DATABASE_URL"].split("?")
    url = f"{url}_{plugin.replace('.', '_')}"
    return {
        **os.environ,
        "PLUGIN_APPS": plugin,
        "PYTHONPATH": str(found_in),
        "DATABASE_URL": "?".join((url, *options)),
    }


def python(*arguments: str | Path, env: dict[str, str], cwd: Path = ROOT) -> str:
    """Return the output of a program; fail with all of it if the program fails."""
    run = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-4000:]
    return run.stdout


def run_tests(folder: Path, *, env: dict[str, str]) -> str:
    """Run the tests of a folder in another pytest process."""
    return python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", folder, env=env)
