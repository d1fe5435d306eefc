"""A copy of the shop to work in."""

import shutil
from pathlib import Path

import pytest

from tests.processes import ROOT

NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv", ".env", "var", "staticfiles", "__pycache__", ".*cache", ".coverage*"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of the shop with a complete .venv."""
    copy = tmp_path / "shop"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED)
    (copy / ".venv").symlink_to(ROOT / ".venv")
    return copy
