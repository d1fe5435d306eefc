"""The tutorial works: its files and commands are used in a copy of the shop, in order."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.chaos.shop import free_port
from tests.processes import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
NAME = re.compile(r"\A(?:# |\{# )([\w./-]+)(?: #\})?\n")
LONG_LIVED = "make run"
PATIENCE_SECONDS = 180  # for a busy machine


@dataclass(frozen=True, slots=True)
class Step:
    """A block of the page: a named file, commands, or the output of the commands before it."""

    kind: str
    text: str
    name: str = ""


def steps() -> Iterator[Step]:
    """Yield the blocks of the page in order."""
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        named = NAME.match(text)
        if named:
            yield Step("file", text, named[1])
        else:
            yield Step({"sh": "commands", "text": "output"}[language], text)


@pytest.fixture
def shell() -> dict[str, str]:
    """The environment of a new shell; a free PORT keeps it apart from other shops."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {
        **kept,
        "MYPY_CACHE_DIR": str(ROOT / ".mypy_cache"),  # a check without it takes two minutes
        "PORT": str(free_port()),
    }


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="needs .venv")
def test_tutorial_works_to_the_letter(checkout: Path, shell: dict[str, str]) -> None:
    output, opened = "", False
    for step in steps():
        if step.kind == "file":
            (checkout / step.name).write_text(step.text, encoding="utf-8")
        elif step.kind == "output":
            assert step.text.strip() in output
        elif step.text.strip() == LONG_LIVED:
            _visit_the_shop(checkout, shell)
            opened = True
        else:
            result = _run(checkout, shell, "set -e\n" + step.text)
            output = result.stdout + result.stderr
            assert result.returncode == 0, f"{step.text}\n{output[-6000:]}"
    assert opened
    _repeated_delivery_fails_without_the_guard(checkout, shell)


def _run(checkout: Path, shell: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", script], cwd=checkout, env=shell, capture_output=True, text=True, check=False
    )


def _repeated_delivery_fails_without_the_guard(checkout: Path, shell: dict[str, str]) -> None:
    """Remove the argument that section 4 names; the failure is the one that it describes."""
    services = checkout / "trees" / "services.py"
    services.write_text(services.read_text().replace(", ignore_conflicts=True", ""))
    result = _run(checkout, shell, "PLUGIN_APPS=trees .venv/bin/python -m pytest trees -q")
    assert "1 failed, 2 passed" in result.stdout
    assert "trees.plant_tree failed for orders.order_completed." in result.stdout
    assert "IntegrityError" in result.stdout


def _visit_the_shop(checkout: Path, shell: dict[str, str]) -> None:
    """Check what the page promises of the running shop: trees of past orders, and the map."""
    with _open(checkout, shell) as address:
        wood, live_map = _get(f"{address}/trees/"), _get(f"{address}/events/")
    assert re.search(r"<h1>\d+ trees</h1>", wood)
    assert "🌳" in wood
    assert "trees.plant_tree" in live_map


@contextmanager
def _open(checkout: Path, shell: dict[str, str]) -> Iterator[str]:
    address = f"http://localhost:{shell['PORT']}"
    log = checkout.with_name("log")
    with log.open("w") as out:
        process = subprocess.Popen(
            LONG_LIVED.split(), cwd=checkout, env=shell, stdout=out, stderr=out
        )
        try:
            until = time.monotonic() + PATIENCE_SECONDS
            while not _get(f"{address}/readyz"):
                assert process.poll() is None, log.read_text()[-6000:]
                assert time.monotonic() < until, log.read_text()[-6000:]
                time.sleep(0.2)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=PATIENCE_SECONDS)


def _get(address: str) -> str:
    """Return the page at an address, or an empty text if it is not answered with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as response:
            text: str = response.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""
    return text
