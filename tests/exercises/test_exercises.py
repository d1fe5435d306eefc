"""Each exercise is one: its test fails on the shop as it is, and passes with its solution."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
EXERCISES = sorted(path.parent.name for path in ROOT.glob("exercises/*/solution.patch"))
# Nothing of what the shop makes, and nothing that only shows it.
LEFT_OUT = (".*", "__pycache__", "var", "staticfiles", "bench", "docker", "pictures")

pytestmark = pytest.mark.once


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shop in a folder of its own, where it can be changed."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    return folder


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command there, with nothing of this run's databases, plugins or coverage."""
    ours = ("COV", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DJANGO_", "PLUGIN_APPS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def outcomes(folder: Path, exercise: str) -> Counter[str]:
    """How many of the exercise's tests passed, failed, or could not even be run."""
    report = folder / "report.xml"
    options: Sequence[str] = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}")
    done = run(folder, sys.executable, "-m", "pytest", f"exercises/{exercise}", *options)
    assert report.exists(), done.stdout + done.stderr
    cases = ElementTree.parse(report).getroot().iter("testcase")  # noqa: S314  # our own
    return Counter(next((each.tag for each in case), "passed") for case in cases)


def test_there_are_exercises() -> None:
    listed = (ROOT / "exercises" / "README.md").read_text(encoding="utf-8")
    assert len(EXERCISES) >= 3
    assert [name for name in EXERCISES if f"({name}/README.md)" not in listed] == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_its_test_fails_before_the_solution_and_passes_after_it(exercise: str, copy: Path) -> None:
    before = outcomes(copy, exercise)
    assert before["failure"], "it passes on the shop as it is"
    assert not before["error"]

    patch = f"exercises/{exercise}/solution.patch"
    applied = run(copy, "git", "apply", patch)
    assert applied.returncode == 0, f"{patch} does not fit the shop any more:\n{applied.stderr}"

    assert outcomes(copy, exercise) == {"passed": before.total()}
    changed = run(copy, "git", "apply", "--numstat", patch).stdout.split()[2::3]
    python = [name for name in changed if name.endswith(".py")]
    dry = ("makemigrations", "--check", "--dry-run", "--settings=exercises.settings")
    checks: list[tuple[str | Path, ...]] = [
        (BIN / "lint-imports", "--no-cache"),
        (BIN / "ruff", "check", *python),
        (BIN / "ruff", "format", "--check", *python),
        (sys.executable, "manage.py", *dry),
    ]
    for check in checks:
        done = run(copy, *check)
        assert done.returncode == 0, done.stdout + done.stderr
