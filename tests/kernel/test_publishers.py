"""Who publishes which signal: read from the source of the project's apps."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig, apps

from events.catalogue import render
from events.publishers import Publisher, publishers

HARBOUR = {
    "__init__.py": "",
    "signals.py": """
from dataclasses import dataclass
from events import EventSignal

@dataclass(frozen=True)
class ShipDocked:
    name: str

ship_docked = EventSignal(ShipDocked)
PIERS = 3
""",
    "services.py": """
from harbour.signals import PIERS, ShipDocked, ship_docked
from harbour import signals

def dock(name):
    for pier in range(PIERS):
        ship_docked.publish(ShipDocked(name=name))

def print_timetable(press):
    press.publish(name="timetable")
    signals.ship_docked.publish
""",
    "piers/__init__.py": "",
    "piers/services.py": """
from ..signals import ShipDocked, ship_docked as docked

class Pier:
    def moor(self, name):
        docked.publish(ShipDocked(name=name))
""",
    "piers/idle.py": "def nothing(): ...",
    "migrations/0001.py": """
from harbour.signals import ship_docked
def forwards(): ship_docked.publish(None)
""",
    "tests/test_docking.py": "def test(): ship_docked.publish(None)",
}


@pytest.fixture
def harbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, _declared_here_only: None
) -> Iterator[Path]:
    """An app in a folder of its own, installed beside the shop's."""
    for name, source in HARBOUR.items():
        path = tmp_path / "harbour" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(apps.app_configs, "harbour", AppConfig.create("harbour"))
    yield tmp_path
    for name in [name for name in sys.modules if name.partition(".")[0] == "harbour"]:
        del sys.modules[name]


def of_the_harbour() -> list[Publisher]:
    return [publisher for publisher in publishers() if publisher.app == "harbour"]


def test_publishers_are_found_wherever_an_app_has_them(harbour: Path, settings: Any) -> None:
    settings.BASE_DIR = harbour
    signal = "harbour.ship_docked"
    assert of_the_harbour() == [
        Publisher(signal, "harbour", "harbour.piers.services", "moor", 6),
        Publisher(signal, "harbour", "harbour.services", "dock", 7),
    ]


def test_a_plugin_is_read_wherever_it_is_installed(harbour: Path, settings: Any) -> None:
    assert of_the_harbour() == []
    publishers.cache_clear()
    settings.PLUGIN_APPS = ["harbour"]
    assert len(of_the_harbour()) == 2


def test_the_kernel_publishes_its_own_signal() -> None:
    (own,) = [p for p in publishers() if p.signal == "events.minute_passed"]
    assert (own.app, own.module, own.function) == ("events", "events.clock", "tick")
    assert "- published by `events.clock.tick`\n" in render()
