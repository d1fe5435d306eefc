"""What is logged of an event: typed values and ids, no personal data."""

import logging
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from smtplib import SMTPSenderRefused
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.utils import ConnectionHandler
from django.utils import timezone

from events.api import EventMetadata, PermanentFailure, Personal
from events.context import bind
from events.log import CorrelationFilter, error_summary, error_text, log_fields
from events.models import ClockState
from tests.events.test_payload import PARCEL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sale:
    name: str
    gift: bool
    price: Decimal
    customer: Personal
    skus: tuple[str, ...]


def metadata() -> EventMetadata:
    return EventMetadata(
        event_id=UUID(int=1),
        signal="teashop.tea_sold",
        occurred_at=timezone.now(),
        correlation_id=UUID(int=2),
    )


def test_values_keep_their_types() -> None:
    sale = _Sale(name="Assam", gift=True, price=Decimal("5.10"), customer="Ada", skus=("a",))
    assert log_fields(sale, metadata()) == {
        "event": "teashop.tea_sold",
        "event_id": str(UUID(int=1)),
        "event_name": "Assam",
        "gift": True,
        "price": "5.10",
    }


def test_personal_fields_are_not_logged() -> None:
    fields = log_fields(PARCEL, metadata())
    assert PARCEL.recipient not in str(fields)
    logging.getLogger("tests").info("sent", extra=fields)


def test_only_our_own_messages_are_kept() -> None:
    assert error_summary(ValueError("ada@example.com")) == "ValueError"
    permanent = PermanentFailure("No such address.")
    assert error_summary(permanent) == "PermanentFailure: No such address."
    secret = "ada@example.com"
    try:
        raise ValueError(secret)
    except ValueError as error:
        text = error_text(error)
    assert secret not in text
    assert "test_only_our_own_messages_are_kept" in text


@pytest.mark.django_db
def test_reason_of_a_database_failure_is_logged_without_values() -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        for _ in range(2):
            ClockState.objects.create(pk=1, last_minute=timezone.now())
    reason = "SQLITE_CONSTRAINT_PRIMARYKEY" if connection.vendor == "sqlite" else "UniqueViolation"
    assert error_summary(error.value) == f"IntegrityError: {reason}"


@pytest.mark.django_db
def test_reason_of_a_failed_connection_is_logged() -> None:
    entry = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": 1, "NAME": "x"}
    with pytest.raises(OperationalError) as error:
        ConnectionHandler({"default": entry})["default"].ensure_connection()
    summary = error_summary(error.value)
    assert "\n" not in summary
    assert "Connection refused" in summary


def test_reason_of_the_operating_system_is_logged(tmp_path: Path) -> None:
    folder = tmp_path / "missing" / "cache"
    with pytest.raises(FileNotFoundError) as error:
        folder.mkdir()
    reason = f"FileNotFoundError: No such file or directory: {folder}"
    assert error_summary(error.value) == reason
    refused = SMTPSenderRefused(550, b"ada@example.com", "ada@example.com")
    assert error_summary(refused) == "SMTPSenderRefused"


def test_records_carry_the_ids_of_their_context() -> None:
    record = logging.makeLogRecord({})
    correlation_id = uuid4()
    with bind(correlation_id=correlation_id, request_id="request-1"):
        assert CorrelationFilter().filter(record)
    assert vars(record)["correlation_id"] == str(correlation_id)
    assert vars(record)["request_id"] == "request-1"
    CorrelationFilter().filter(record)
    assert vars(record)["correlation_id"] == vars(record)["request_id"] == "-"
