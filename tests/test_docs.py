"""What the documentation mentions is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])
LINK = re.compile(r"""\]\(([^)#]+)(?:#[^)]*)?\)|src="([^"]+)\"""")
FILE = re.compile(r"`([a-z][\w.-]*(?:/[\w.-]+)*/(?:[\w.-]+)?)`")
TARGET = re.compile(r"(?:`|^)make ([a-z]+)\b", re.M)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [a or b for a, b in LINK.findall(text) if "://" not in a + b]
    missing = [link for link in links if not (page.parent / link).exists()]
    paths = [path for path in FILE.findall(text) if not path.startswith("/")]
    missing += [path for path in paths if not (ROOT / path).exists() and path not in OWN]
    assert missing == []


# Folders that every app has or may have.
OWN = {"templates/", "var/"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_exist(page: Path) -> None:
    from django.core.management import get_commands

    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [t for t in TARGET.findall(text) if not re.search(rf"^{t}:", makefile, re.M)]
    known = {*get_commands(), "runserver"}
    commands = [command for command in COMMAND.findall(text) if command not in known]
    assert targets + commands == []


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
