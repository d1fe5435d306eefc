"""Each exercise is one: its test fails on the shop as it is, and passes with its solution."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
BIN = Path(sys.executable).parent
EXERCISES = sorted(path.parent.name for path in ROOT.glob("examples/exercises/*/solution.patch"))
# Nothing of what the shop makes, and nothing that only shows it.
LEFT_OUT = (".*", "__pycache__", "var", "staticfiles", "bench", "docker", "pictures")

pytestmark = pytest.mark.once


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shop in a folder of its own, where it can be changed."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(ROOT / ".env.example", folder)  # what the shop reads, for its tests' settings
    return folder


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command there, with nothing of this run's databases, plugins or coverage."""
    ours = ("COV", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DJANGO_", "PLUGIN_APPS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def outcomes(folder: Path) -> dict[str, Counter[str]]:
    """Of each exercise, how many tests passed, failed, or could not even be run."""
    report = folder / "report.xml"
    options = ("-q", "-p", "no:cacheprovider", f"--junitxml={report}")
    done = run(folder, sys.executable, "-m", "pytest", "examples/exercises", *options)
    assert report.exists(), done.stdout + done.stderr
    found: dict[str, Counter[str]] = {exercise: Counter() for exercise in EXERCISES}
    for case in ElementTree.parse(report).getroot().iter("testcase"):  # noqa: S314  # our own
        exercise = case.attrib["classname"].split(".")[-2]
        found[exercise][next((each.tag for each in case), "passed")] += 1
    report.unlink()
    return found


def test_there_are_exercises() -> None:
    listed = (ROOT / "examples/exercises" / "README.md").read_text(encoding="utf-8")
    assert len(EXERCISES) >= 3
    assert [name for name in EXERCISES if f"({name}/README.md)" not in listed] == []


def test_they_fail_before_their_solutions_and_pass_after_them(copy: Path) -> None:
    """All at once, for the time that it takes: no two solutions touch the same lines."""
    before = outcomes(copy)
    assert [name for name, count in before.items() if not count["failure"]] == []
    assert [name for name, count in before.items() if count["error"]] == []

    changed: set[str] = set()
    for exercise in EXERCISES:
        patch = f"examples/exercises/{exercise}/solution.patch"
        applied = run(copy, "git", "apply", patch)
        assert applied.returncode == 0, f"{patch} does not fit the shop any more:\n{applied.stderr}"
        changed.update(run(copy, "git", "apply", "--numstat", patch).stdout.split()[2::3])

    assert outcomes(copy) == {name: {"passed": count.total()} for name, count in before.items()}
    python = [name for name in changed if name.endswith(".py")]
    dry = ("makemigrations", "--check", "--dry-run", "--settings=examples.exercises.settings")
    checks: list[tuple[str | Path, ...]] = [
        (BIN / "lint-imports", "--no-cache"),
        (BIN / "ruff", "check", *python),
        (BIN / "ruff", "format", "--check", *python),
        (sys.executable, "manage.py", *dry),
    ]
    for check in checks:
        done = run(copy, *check)
        assert done.returncode == 0, done.stdout + done.stderr
