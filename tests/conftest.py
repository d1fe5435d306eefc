"""What every test is held to: no receiver fails unasked, no wiring leaks, no row is asked alone."""

import logging
from collections.abc import Iterator

import pytest
from django.core.cache import cache

from events.registry import registry
from tests.fetching import REFUSE_ONE_BY_ONE


@pytest.fixture(autouse=True)
def _same_wiring_before_and_after() -> Iterator[None]:
    """A receiver connected in one test must not be heard in the next."""
    subscriptions, answerers = dict(registry.subscriptions), dict(registry.answerers)
    yield
    assert registry.subscriptions == subscriptions, "the test left receivers connected"
    assert registry.answerers == answerers, "the test left answerers connected"


@pytest.fixture(autouse=True)
def _nothing_is_fetched_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test whose code asks the database once for every row fails."""
    monkeypatch.setattr("django.db.models.query.DEFAULT_FETCH_MODE", REFUSE_ONE_BY_ONE)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """What a test puts into the cache, files of this process alone, it takes out."""
    yield
    cache.clear()


class _Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _receivers_succeed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test whose receivers fail has to say so: with the fixture `failing_receivers`."""
    complaints = _Complaints()
    logger = logging.getLogger("events")
    logger.addHandler(complaints)
    yield
    logger.removeHandler(complaints)
    if "failing_receivers" not in request.fixturenames:
        said = [record.getMessage() for record in complaints.records]
        assert not said, "receivers failed unasked: " + "; ".join(said)


@pytest.fixture
def failing_receivers() -> None:
    """Ask for this in a test in which receivers are meant to fail."""
