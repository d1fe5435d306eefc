"""The tutorial, followed to the letter: in a copy of the shop, with its files and commands."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.examples.processes import ROOT

PAGE = ROOT / "docs" / "tutorial.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
NAME = re.compile(r"\A(?:# |\{# )([\w./-]+)(?: #\})?\n")
LONG_LIVED = "make run"
PATIENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A block of the page: a file by its name, commands to type, or what they answer."""

    kind: str
    text: str
    name: str = ""


def steps() -> Iterator[Step]:
    """The blocks of the page, in its order."""
    for language, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        named = NAME.match(text)
        if named:
            yield Step("file", text, named[1])
        else:
            yield Step({"sh": "commands", "text": "answer"}[language], text)


@pytest.fixture
def shell() -> dict[str, str]:
    """The environment of somebody who has just opened a shell; PORT keeps others' shops apart."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {**kept, "PORT": port, "PYTHONDONTWRITEBYTECODE": "1"}


@pytest.mark.once
@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="needs .venv")
def test_the_tutorial_works_to_the_letter(checkout: Path, shell: dict[str, str]) -> None:
    said, opened = "", False
    for step in steps():
        if step.kind == "file":
            (checkout / step.name).write_text(step.text, encoding="utf-8")
        elif step.kind == "answer":
            assert step.text.strip() in said
        elif step.text.strip() == LONG_LIVED:
            _look_at_the_shop(checkout, shell)
            opened = True
        else:
            run = _run(checkout, shell, "set -e\n" + step.text)
            said = run.stdout + run.stderr
            assert run.returncode == 0, f"{step.text}\n{said[-6000:]}"
    assert opened
    _is_as_tidy_as_the_shop(checkout, shell)


def _run(checkout: Path, shell: dict[str, str], script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", script], cwd=checkout, env=shell, capture_output=True, text=True, check=False
    )


def _look_at_the_shop(checkout: Path, shell: dict[str, str]) -> None:
    """What the page promises of the open shop: trees of past orders, and the map that knows."""
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
    """The page at an address; nothing where nobody answers, or not with 200."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            text: str = answer.read().decode()
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return ""
    return text


def _is_as_tidy_as_the_shop(checkout: Path, shell: dict[str, str]) -> None:
    """What a reader has typed passes the linter and the formatter of the shop."""
    tidy = "--exclude trees/migrations trees"
    for command in (f"ruff format --check {tidy}", f"ruff check --ignore S101 {tidy}"):
        run = _run(checkout, shell, f".venv/bin/{command}")
        assert run.returncode == 0, run.stdout
