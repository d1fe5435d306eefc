"""What every test is held to: no receiver fails unasked, no wiring leaks, no row is asked alone."""

import logging
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection

from events.registry import registry
from tests.fetching import REFUSE_ONE_BY_ONE


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first, so that all processes end at about the same time."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that is marked `postgres` on another database."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL (TEST_DATABASE_URL)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what was skipped by reason, after the failures."""
    reasons = Counter(
        report.longrepr[2].removeprefix("Skipped: ")
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    )
    if reasons:
        terminalreporter.section("not run")
    for reason, count in reasons.most_common():
        terminalreporter.line(f"{count:5} tests: {reason}")


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
