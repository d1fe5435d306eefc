"""Every line of the threat model names tests, and they exist."""

import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def test_every_threat_has_a_test_that_exists() -> None:
    tests = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.M)
    }
    tables = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").split("| threat |")[1:]
    rows = [row for table in tables for row in re.findall(r"^\| [A-Z].* \|$", table, re.M)]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert set(named) <= tests, row
