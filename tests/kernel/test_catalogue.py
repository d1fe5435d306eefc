"""The catalogue: written from the running code, and compared with it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from events import AFTER_COMMIT, DURABLE, EventSignal
from events import catalogue as catalogue_module
from events.catalogue import differences, in_readme, mermaid, render
from events.registry import registry
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.signals import lamp_lit, letter_posted, way_asked


@pytest.fixture
def _world_alone(monkeypatch: pytest.MonkeyPatch, _declared_here_only: None) -> Iterator[None]:
    """The small world is installed, and nothing else is there."""
    for name in [name for name in registry.signals if not name.startswith("kernel.")]:
        del registry.signals[name]
    for question in [name for name in registry.questions if not name.startswith("kernel.")]:
        del registry.questions[question]
    subscriptions, answerers = dict(registry.subscriptions), dict(registry.answerers)
    registry.subscriptions.clear()
    registry.answerers.clear()
    with monkeypatch.context() as patch:
        patch.setitem(apps.app_configs, "kernel", SimpleNamespace(name="kernel", path="/nowhere"))
        yield
    registry.subscriptions.update(subscriptions)
    registry.answerers.update(answerers)


@pytest.fixture
def docs(tmp_path: Path, settings: Any) -> Path:
    """Where the catalogue is, in a project of the test's own."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "README.md").write_text("Before.\n<!-- wiring -->\nold\n<!-- /wiring -->\nAfter.\n")
    return tmp_path / "docs" / "events.md"


pytestmark = pytest.mark.usefixtures("_world_alone")


def test_the_wiring_is_a_table(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    connect(lamp_lit, receivers.found_a_guild, DURABLE, atomic=False)
    connect(lamp_lit, receivers.write_down)
    connect(letter_posted, receivers.write_down, AFTER_COMMIT)
    rows = [line for line in render().splitlines() if line.startswith("| `kernel.")]
    assert rows[:4] == [
        "| `kernel.lamp_lit` | `kernel.write_down` | in_transaction | Hear and remember |",
        "| `kernel.lamp_lit` | `kernel.found_a_guild` | durable, no transaction held "
        "| Leave an effect in the database that doubles when it is done twice |",
        "| `kernel.lamp_lit` | `kernel.whistle` | durable "
        "| Hear and remember, as another receiver |",
        "| `kernel.letter_posted` | `kernel.write_down` | after_commit | Hear and remember |",
    ]


def test_an_event_is_described_by_its_docstring_and_its_fields() -> None:
    text = render()
    assert (
        "### `kernel.lamp_lit` (version 1)\n\nA lamp has been lit.\n\n"
        "Published: by the tests.\n\n| field | type |"
    ) in text
    assert "| `addressee` | `str`, personal |" in text
    assert "| `stamps` | `tuple[Decimal, ...]` |" in text
    assert "| `weight` | `int \\| None` |" in text


def test_a_question_is_listed_with_those_who_answer() -> None:
    way_asked.connect(receivers.show_the_way)
    text = render()
    way_asked.disconnect(receivers.show_the_way)
    assert "### `kernel.way_asked`\n\nSomebody wants to know the way." in text
    assert "- answered by `kernel.show_the_way`" in text


def test_the_map_draws_each_kind_of_delivery_in_its_own_way(connect: Connect) -> None:
    connect(lamp_lit, receivers.whistle, DURABLE)
    connect(lamp_lit, receivers.write_down)
    connect(letter_posted, receivers.write_down)
    connect(lamp_lit, receivers.found_a_guild, AFTER_COMMIT)
    connect(letter_posted, receivers.log_event, AFTER_COMMIT)
    lines = mermaid().splitlines()
    assert lines[0] == "flowchart LR"
    assert set(lines[1:-1]) == {
        '    kernel ==>|"lamp_lit<br>letter_posted"| kernel',
        '    kernel -->|"lamp_lit"| kernel',
        '    kernel -.->|"lamp_lit"| kernel',
    }
    assert "kernel.log_event" not in render()


def test_the_readme_gets_a_short_table(connect: Connect) -> None:
    connect(lamp_lit, receivers.write_down)
    connect(lamp_lit, receivers.whistle, DURABLE)
    text = in_readme("Before.\n<!-- wiring -->\nold\n<!-- /wiring -->\nAfter.\n")
    assert "| `kernel.lamp_lit` | ■ kernel.write_down, ● kernel.whistle |" in text
    assert "| `kernel.letter_posted` | nobody |" in text
    assert text.startswith("Before.\n<!-- wiring -->\n|")
    assert text.endswith("<!-- /wiring -->\nAfter.\n")
    assert "old" not in text


# --- compared --------------------------------------------------------------------------------


def test_the_command_writes_and_checks(connect: Connect, docs: Path) -> None:
    connect(lamp_lit, receivers.write_down)
    with pytest.raises(CommandError, match="events_catalogue"):
        call_command("events_catalogue", check=True)
    said = io.StringIO()
    call_command("events_catalogue", stdout=said)
    assert docs.read_text() == render()
    assert "events.md" in said.getvalue()
    call_command("events_catalogue", check=True)

    connect(lamp_lit, receivers.whistle)
    with pytest.raises(CommandError, match="events_catalogue"):
        call_command("events_catalogue", check=True)


def test_a_project_without_a_readme_has_a_catalogue_all_the_same(docs: Path) -> None:
    (docs.parent.parent / "README.md").unlink()
    call_command("events_catalogue", stdout=io.StringIO())
    call_command("events_catalogue", check=True)
    assert docs.read_text() == render()


def test_nothing_differs_where_there_is_no_catalogue(connect: Connect, docs: Path) -> None:
    connect(lamp_lit, receivers.write_down)
    assert not docs.exists()
    assert list(differences()) == []


def test_what_is_heard_and_not_written_and_the_other_way_round(
    connect: Connect, docs: Path
) -> None:
    connect(lamp_lit, receivers.found_a_guild, DURABLE, atomic=False)
    lamp_lit.connect(receivers.write_down, delivery=DURABLE)
    call_command("events_catalogue", stdout=io.StringIO())
    assert list(differences()) == []

    lamp_lit.disconnect(receivers.write_down)
    connect(letter_posted, receivers.whistle)
    assert list(differences()) == [
        "kernel.whistle hears kernel.letter_posted (in_transaction); "
        "the catalogue does not know of it.",
        "kernel.write_down does not hear kernel.lamp_lit (durable) as the catalogue says.",
    ]

    connect(lamp_lit, receivers.write_down, AFTER_COMMIT)
    assert len(list(differences())) == 3


def test_what_is_not_installed_is_not_missed(
    connect: Connect, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lamp_lit.connect(receivers.write_down)
    call_command("events_catalogue", stdout=io.StringIO())
    lamp_lit.disconnect(receivers.write_down)
    with monkeypatch.context() as patch:
        patch.delitem(apps.app_configs, "kernel")
        assert list(differences()) == []
        connect(lamp_lit, receivers.whistle)
        assert list(differences()) == []
        assert "kernel" not in render()


@dataclass(frozen=True)
class BandPlayed:
    tune: str


BandPlayed.__module__ = "examples.circus.signals"


def test_plugins_document_themselves(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    EventSignal(BandPlayed)
    monkeypatch.setitem(
        apps.app_configs, "circus", SimpleNamespace(name="examples.circus", path="/")
    )
    settings.PLUGIN_APPS = []
    assert "circus.band_played" in render()
    settings.PLUGIN_APPS = ["examples.circus"]
    assert "circus.band_played" not in render()


def test_a_type_is_written_as_it_is_declared() -> None:
    assert catalogue_module._type(int) == "int"
    assert catalogue_module._type(tuple[int, ...]) == "tuple[int, ...]"
