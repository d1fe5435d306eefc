"""The catalogue: written from the running wiring, and compared with it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from events.explorer import catalogue
from events.explorer.checks import check_catalogue


@pytest.fixture
def docs(settings: Settings, tmp_path: Path) -> Path:
    """A project without a catalogue, in which every signal is covered."""
    settings.BASE_DIR = tmp_path
    settings.EVENTS_CATALOGUE_DIR = tmp_path / "docs"
    return tmp_path / "docs"


def test_shop_has_a_current_catalogue() -> None:
    assert check_catalogue(None) == []


@pytest.mark.usefixtures("docs")
def test_project_without_a_catalogue_is_not_compared() -> None:
    assert check_catalogue(None) == []


@pytest.mark.django_db
def test_catalogue_lists_wiring_events_and_questions(docs: Path) -> None:
    out = StringIO()
    call_command("events_catalogue", stdout=out)
    text = (docs / "events.md").read_text()
    assert "| `orders.order_placed` | `inventory.reserve_stock` | in_transaction |" in text
    assert "### `orders.order_completed` (version 1)" in text
    assert "May be refused by" in text
    assert "## Questions" in text
    assert "```mermaid" in text
    call_command("events_catalogue", check=True)
    assert check_catalogue(None) == []


@pytest.mark.django_db
def test_outdated_catalogue_names_the_command(docs: Path) -> None:
    with pytest.raises(CommandError, match=r"run `manage\.py events_catalogue`"):
        call_command("events_catalogue", check=True)
    call_command("events_catalogue", stdout=StringIO())
    path = docs / "events.md"
    path.write_text(path.read_text().replace("inventory.reserve_stock", "inventory.hold_stock"))
    warnings = check_catalogue(None)
    assert {warning.id for warning in warnings} == {"events.W005"}
    assert {"inventory.reserve_stock", "inventory.hold_stock"} <= {
        word for warning in warnings for word in str(warning.msg).split()
    }
    assert "previous_name=" in str(warnings[0].hint)


def test_readme_without_markers_is_left_alone() -> None:
    assert catalogue.in_readme("# A shop\n") == "# A shop\n"
    table = catalogue.in_readme("<!-- wiring -->\nobsolete\n<!-- /wiring -->\n")
    assert "■ inventory.reserve_stock" in table
    assert "obsolete" not in table


def test_excluded_apps_are_not_in_the_catalogue(settings: Settings) -> None:
    settings.EVENTS_CATALOGUE_EXCLUDE = ["loyalty"]
    assert "loyalty." not in catalogue.render()


def test_diagram_has_one_edge_for_each_mode() -> None:
    diagram = catalogue.mermaid()
    assert "inventory ==>" in diagram
    assert "order_placed" in diagram
    assert "orders -.->" in diagram
    assert diagram.count("orders ==>") == len({"inventory", "loyalty"})


@pytest.mark.django_db
def test_catalogue_updates_the_readme_of_the_project(docs: Path) -> None:
    readme = docs.parent / "README.md"
    readme.write_text("# Tea shop\n\n<!-- wiring -->\noutdated\n<!-- /wiring -->\n")
    call_command("events_catalogue", stdout=StringIO())
    text = readme.read_text()
    assert text.startswith("# Tea shop")
    assert "outdated" not in text
