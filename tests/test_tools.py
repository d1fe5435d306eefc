"""Check the configuration of the tools around the code."""

import re
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_hooks_are_valid_and_use_tools_of_the_lock_file() -> None:
    subprocess.run([ROOT / ".venv" / "bin" / "pre-commit", "validate-config"], cwd=ROOT, check=True)
    hooks = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    tools = re.findall(r"entry: (\S+)", hooks)
    assert tools
    assert [tool for tool in tools if not (ROOT / tool).exists()] == []


def test_workflow_runs_the_gate_with_the_images_of_compose() -> None:
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    assert "- run: .ci/run" in workflow
    images = re.findall(r"image: (\S+)", workflow)
    assert len(images) == 3
    assert set(images) <= set(re.findall(r"image: (\S+)", compose))


def test_every_make_target_prepares_its_environment() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = re.findall(r"^([a-z-]+):(.*?)##.*\n((?:\t.*\n?)+)", makefile, re.M)
    assert len(recipes) > 10
    for target, needs, recipe in recipes:
        if ".venv/" in recipe:
            assert "install" in needs.split() or "scripts/environment.sh" in recipe, target
        for script in re.findall(r"@(scripts/\w+\.sh)", recipe):
            text = (ROOT / script).read_text(encoding="utf-8")
            assert ".venv/" not in text or "scripts/environment.sh" in text, target
