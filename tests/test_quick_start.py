"""Check that the commands of the README work, in a clean copy of the shop."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from scripts.quick_start import commands

ROOT = Path(settings.BASE_DIR)


def test_readme_has_one_command_to_run_and_one_to_test() -> None:
    assert commands((ROOT / "README.md").read_text(encoding="utf-8")) == ["make run", "make test"]


def test_gate_begins_with_test_command_of_readme() -> None:
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    first = re.search(r'^step "[^"]*" (.*)$', gate, re.M)
    assert first
    assert first[1] == "make test"


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a Git checkout")
def test_commands_of_readme_work_in_a_clean_copy() -> None:
    script = ROOT / "scripts" / "quick_start.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
