"""System checks and the catalogue, which find at startup what would fail later."""

from dataclasses import make_dataclass
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone
from pytest_django import Settings

from events.api import DURABLE, EventSignal
from events.contracts import catalogue
from events.contracts.checks import check_database, check_wiring
from events.models import Delivery, lowest_id
from tests.events.conftest import Connect
from tests.events.factories import StoredEventFactory
from tests.events.teashop import receivers
from tests.events.teashop.receivers import sell
from tests.events.teashop.signals import tea_sold


def ids(messages: list[checks.CheckMessage]) -> set[str]:
    return {str(message.id) for message in messages}


@pytest.fixture
def docs(settings: Settings, tmp_path: Path) -> Path:
    """A project without a catalogue, in which every signal is covered."""
    settings.BASE_DIR = tmp_path
    settings.EVENTS_CATALOGUE_DIR = tmp_path / "docs"
    return tmp_path / "docs"


def test_shop_itself_is_clean() -> None:
    assert check_wiring(None) == []


@pytest.mark.usefixtures("own_declarations")
def test_signal_without_receiver_is_a_warning(docs: Path) -> None:
    event_type = make_dataclass("TierLost", [("tier", str)], frozen=True, module="loyalty.signals")
    EventSignal(event_type)
    (warning,) = check_wiring(None)
    assert (warning.id, warning.msg) == ("events.W004", "loyalty.tier_lost has no receiver.")


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
    assert check_wiring(None) == []


@pytest.mark.django_db
def test_outdated_catalogue_names_the_command(docs: Path) -> None:
    with pytest.raises(CommandError, match=r"run `manage\.py events_catalogue`"):
        call_command("events_catalogue", check=True)
    call_command("events_catalogue", stdout=StringIO())
    path = docs / "events.md"
    path.write_text(path.read_text().replace("inventory.reserve_stock", "inventory.hold_stock"))
    warnings = check_wiring(None)
    assert ids(warnings) == {"events.W005"}
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
def test_database_check_reports_stored_names(connect: Connect) -> None:
    assert check_database(None) == []
    connect(tea_sold, receivers.write_receipt, DURABLE)
    sell()
    assert check_database(None, databases=["default"]) == []
    Delivery.objects.update(receiver="teashop.removed")
    StoredEventFactory.create(signal="teashop.removed")
    assert ids(check_database(None, databases=["default"])) == {"events.W006", "events.W007"}


@pytest.mark.django_db
def test_database_check_reports_quiet_receivers(connect: Connect) -> None:
    sell()
    old = timezone.now() - timedelta(days=40)
    StoredEventFactory.create(id=lowest_id(old), signal=tea_sold.name, occurred_at=old)
    connect(tea_sold, receivers.write_receipt, DURABLE)
    assert ids(check_database(None, databases=["default"])) == {"events.W008"}


@pytest.mark.django_db
def test_database_check_is_silent_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def unavailable() -> None:
        raise DatabaseError

    monkeypatch.setattr("events.contracts.checks.mismatches", unavailable)
    assert check_database(None, databases=["default"]) == []


@pytest.mark.django_db
def test_catalogue_updates_the_readme_of_the_project(docs: Path) -> None:
    readme = docs.parent / "README.md"
    readme.write_text("# Tea shop\n\n<!-- wiring -->\noutdated\n<!-- /wiring -->\n")
    call_command("events_catalogue", stdout=StringIO())
    text = readme.read_text()
    assert text.startswith("# Tea shop")
    assert "outdated" not in text
