"""Log lines: what may be written of an event, and the id that ties lines together."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from events import AFTER_COMMIT, EventMetadata, Personal
from events.context import correlated
from events.logging import CorrelationFilter, log_fields
from tests.kernel import receivers
from tests.kernel.conftest import Connect
from tests.kernel.receivers import mishaps
from tests.kernel.services import light
from tests.kernel.signals import LampLit, lamp_lit

META = EventMetadata(
    event_id=UUID(int=1),
    signal="kernel.parcel_sent",
    occurred_at=datetime(2026, 2, 3, tzinfo=UTC),
    correlation_id=UUID(int=2),
    causation_id=None,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelSent:
    """A parcel with fields that a log record has, too."""

    parcel_id: UUID
    name: str
    message: str
    to: Personal
    weight: int
    express: bool
    postage: Decimal
    lamps: tuple[LampLit, ...]
    note: str | None


PARCEL = ParcelSent(
    parcel_id=UUID(int=3),
    name="Teapot",
    message="Fragile",
    to="Ada at the Mill",
    weight=900,
    express=True,
    postage=Decimal("4.90"),
    lamps=(LampLit(street="Long Lane"),),
    note=None,
)


def test_plain_values_and_ids_are_logged_and_nothing_personal() -> None:
    assert log_fields(PARCEL, META) == {
        "event": "kernel.parcel_sent",
        "event_id": str(UUID(int=1)),
        "parcel_id": str(UUID(int=3)),
        "event_name": "Teapot",
        "event_message": "Fragile",
        "weight": "900",
        "express": "True",
        "postage": "4.90",
    }


def test_the_fields_go_into_a_record_whatever_they_are_called(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("kernel.events").info(META.signal, extra=log_fields(PARCEL, META))
    (record,) = caplog.records
    assert record.getMessage() == "kernel.parcel_sent"
    assert vars(record)["event_name"] == "Teapot"


@pytest.fixture
def lines() -> io.StringIO:
    """What the kernel logs, with the correlation of each line."""
    return io.StringIO()


@pytest.fixture(autouse=True)
def _logged_with_correlation(lines: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(lines)
    handler.addFilter(CorrelationFilter())
    handler.setFormatter(logging.Formatter("%(correlation_id)s %(message)s"))
    logger = logging.getLogger("events")
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.mark.usefixtures("failing_receivers")
def test_every_line_knows_the_work_that_it_belongs_to(lines: io.StringIO) -> None:
    logger = logging.getLogger("events")
    logger.error("before")
    with correlated(UUID(int=5)):
        logger.error("during")
        with correlated(None):
            logger.error("still")
    logger.error("after")
    assert lines.getvalue().splitlines() == [
        "- before",
        f"{UUID(int=5)} during",
        f"{UUID(int=5)} still",
        "- after",
    ]


@pytest.mark.django_db
@pytest.mark.usefixtures("failing_receivers")
def test_a_failure_after_the_commit_is_logged_under_its_event(
    connect: Connect,
    lines: io.StringIO,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    mishaps.append(ValueError("tripped"))
    connect(lamp_lit, receivers.stumble, AFTER_COMMIT)
    with django_capture_on_commit_callbacks(execute=True):
        light("Long Lane", correlation_id=UUID(int=6))
    assert lines.getvalue().startswith(f"{UUID(int=6)} kernel.stumble failed after the commit")
