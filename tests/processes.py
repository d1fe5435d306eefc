"""Run programs and separate pytest processes: apps are installed once per process."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def environment(**variables: str) -> dict[str, str]:
    """Return the environment of the tests and more variables, without measuring coverage.

    Measuring makes a process twice as slow, and tests in this process cover the same code.
    """
    kept = {name: text for name, text in os.environ.items() if not name.startswith("COVERAGE_")}
    return {**kept, **variables}


def python(*arguments: str | Path, env: Mapping[str, str], cwd: Path = ROOT) -> str:
    """Return the output of a Python program.

    Raises AssertionError with the whole output if the program fails.
    """
    run = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-4000:]
    return run.stdout


def run_tests(*paths: Path, env: Mapping[str, str], settings_module: str = "tests.settings") -> str:
    """Run the tests of these files in another pytest process; return its output."""
    options = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--ds={settings_module}")
    return python("-m", "pytest", *options, *paths, env=env)
