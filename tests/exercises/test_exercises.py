"""The tests of each exercise fail on the shop as it is and pass with its solution."""

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
# Generated files, and files that the exercises do not use.
LEFT_OUT = (".*", "__pycache__", "var", "staticfiles", "bench", "docker", "pictures")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shop that can be changed."""
    folder = tmp_path / "shop"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(ROOT / ".env.example", folder)  # read by tests.environment
    return folder


def run(folder: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a command there, without the databases, plugins and coverage of this run."""
    ours = ("COV", "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "DJANGO_", "PLUGIN_APPS", "PYTEST_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def outcomes(folder: Path) -> dict[str, Counter[str]]:
    """Count the tests of each exercise that passed, failed, or had an error."""
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


def test_readme_lists_every_exercise() -> None:
    listed = (ROOT / "examples/exercises" / "README.md").read_text(encoding="utf-8")
    assert len(EXERCISES) >= 3
    assert [name for name in EXERCISES if f"({name}/README.md)" not in listed] == []


def test_exercises_fail_before_and_pass_after_their_solutions(copy: Path) -> None:
    """Apply all solutions at once, which is faster: no two change the same lines."""
    before = outcomes(copy)
    assert [name for name, count in before.items() if not count["failure"]] == []
    assert [name for name, count in before.items() if count["error"]] == []

    changed: set[str] = set()
    for exercise in EXERCISES:
        patch = f"examples/exercises/{exercise}/solution.patch"
        applied = run(copy, "git", "apply", patch)
        assert applied.returncode == 0, f"{patch} does not apply any more:\n{applied.stderr}"
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
