"""System checks: what would go wrong later is said at the start, with the fix."""

import functools
import io
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import CheckMessage, run_checks
from django.core.checks.registry import registry
from django.core.management import call_command

from events import DURABLE, EventSignal
from events.checks import check_wiring
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.signals import lamp_lit

pytestmark = pytest.mark.usefixtures("_declared_here_only")


def complaints(about: str) -> list[CheckMessage]:
    """What the checks say about a signal or a receiver, in the order of their numbers."""
    return [message for message in check_wiring(None) if message.msg.startswith(about)]


@pytest.fixture
def _installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(apps.app_configs, "kernel", SimpleNamespace(name="kernel", path="/nowhere"))


@functools.wraps(receivers.write_down)
def in_disguise(*, event: object, **kwargs: object) -> None: ...


def test_a_receiver_that_its_name_does_not_lead_to(connect: Connect) -> None:
    connect(lamp_lit, in_disguise, DURABLE)
    (message,) = complaints("kernel.write_down")
    assert message.id == "events.E001"
    assert message.msg == "kernel.write_down cannot be imported by its name."
    assert message.hint is not None
    assert "`def write_down` at the top of tests.kernel.receivers" in message.hint


class Ghost:
    """Nothing that could be written as JSON."""


@dataclass(frozen=True)
class GhostSeen:
    ghost: Ghost


def test_a_payload_that_cannot_be_serialised() -> None:
    EventSignal(GhostSeen)
    (message,) = complaints("The payload of tests.ghost_seen")
    assert message.id == "events.E002"
    assert "Ghost" in message.msg
    assert message.hint is not None
    assert "tuples and frozen dataclasses" in message.hint


@pytest.mark.usefixtures("_installed")
def test_a_signal_that_nobody_publishes_or_hears(connect: Connect) -> None:
    unpublished, unheard = complaints("kernel.lamp_lit")
    assert unpublished.id == "events.W003"
    assert unpublished.msg == "kernel.lamp_lit is declared and never published."
    assert unpublished.hint == "Publish it in a service of its app, or delete it."
    assert unheard.id == "events.W004"
    assert unheard.msg == "kernel.lamp_lit is declared and nobody hears it."
    assert unheard.hint == "Connect a receiver in an app's ready(), or delete the signal."

    connect(lamp_lit, receivers.log_event)
    assert len(complaints("kernel.lamp_lit")) == 2, "a log line is no reason to publish"
    connect(lamp_lit, receivers.write_down)
    assert [message.id for message in complaints("kernel.lamp_lit")] == ["events.W003"]


def test_signals_of_apps_that_are_not_installed_are_left_alone() -> None:
    assert complaints("kernel.lamp_lit") == []


@pytest.mark.usefixtures("_installed")
def test_wiring_that_differs_from_the_catalogue(
    connect: Connect, tmp_path: Path, settings: Any
) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "README.md").write_text("<!-- wiring -->\n<!-- /wiring -->\n")
    call_command("events_catalogue", stdout=io.StringIO())
    connect(lamp_lit, receivers.write_down)
    (message,) = [m for m in complaints("kernel.write_down") if m.id == "events.W005"]
    assert "the catalogue does not know of it" in message.msg
    assert message.hint is not None
    assert "manage.py events_catalogue" in message.hint


def test_they_are_among_djangos_own() -> None:
    assert run_checks(tags=["events"]) == check_wiring(None)
    assert "events" in registry.tags_available()
