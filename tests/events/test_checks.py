"""System checks, which find at startup what would fail later."""

from dataclasses import make_dataclass
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core import checks
from django.db import DatabaseError, connection
from django.utils import timezone

from events.api import DURABLE, EventSignal
from events.contracts.checks import check_database, check_wiring
from events.models import Delivery, lowest_id
from tests.events.conftest import Connect
from tests.events.factories import StoredEventFactory
from tests.events.teashop import receivers
from tests.events.teashop.receivers import sell
from tests.events.teashop.signals import tea_sold


def ids(messages: list[checks.CheckMessage]) -> set[str]:
    return {str(message.id) for message in messages}


def test_shop_itself_is_clean() -> None:
    assert check_wiring(None) == []


@pytest.mark.usefixtures("own_declarations")
def test_signal_without_receiver_is_a_warning() -> None:
    event_type = make_dataclass("TierLost", [("tier", str)], frozen=True, module="loyalty.signals")
    EventSignal(event_type)
    (warning,) = check_wiring(None)
    assert (warning.id, warning.msg) == ("events.W004", "loyalty.tier_lost has no receiver.")


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
def test_database_check_is_silent_before_migrate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    assert check_database(None, databases=["default"]) == []


@pytest.mark.django_db
def test_database_check_is_silent_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("events.contracts.checks.mismatches", Mock(side_effect=DatabaseError))
    assert check_database(None, databases=["default"]) == []
