"""`.env.example` lists exactly what the shop reads."""

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from storefront import environment

ROOT = Path(settings.BASE_DIR)
LISTED = re.compile(r"^([A-Z_]+)=", re.M)


def test_every_variable_is_listed_once_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    read = set()
    text = environment.text

    def recorded(name: str, *args: Any, **kwargs: Any) -> str:
        read.add(name)
        return text(name, *args, **kwargs)

    monkeypatch.setattr(environment, "text", recorded)
    runpy.run_path(str(ROOT / "config" / "settings.py"))
    listed = LISTED.findall((ROOT / ".env.example").read_text())
    assert sorted(listed) == sorted(read)


def test_every_variable_is_explained() -> None:
    paragraphs = (ROOT / ".env.example").read_text().split("\n\n")
    for paragraph in paragraphs:
        if LISTED.search(paragraph):
            assert paragraph.startswith("# "), paragraph
