"""Checks of every test: receivers succeed, connections are restored, rows are fetched together."""

import logging
from collections import Counter
from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck, settings

from events.registry import registry
from tests.fetching import REFUSE_ONE_BY_ONE

# How long an example takes depends on what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark tests that do not use the database with `once`."""
    uses_database = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
    uses_database |= {marker.name for marker in item.iter_markers()} & {"django_db", "both"}
    if not uses_database:
        item.add_marker("once")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run slow tests first, so that all processes end at about the same time.

    Measure the coverage on SQLite, and on PostgreSQL only of the tests that need it.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if connection.vendor == "postgresql":
        for item in items:
            if not item.get_closest_marker("postgres"):
                item.add_marker("no_cover")


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
def _connections_are_restored() -> Iterator[None]:
    """Fail a test that leaves a receiver connected or disconnected."""
    subscriptions, answerers = dict(registry.subscriptions), dict(registry.answerers)
    yield
    assert registry.subscriptions == subscriptions, "the test left receivers connected"
    assert registry.answerers == answerers, "the test left answerers connected"


@pytest.fixture(autouse=True)
def _rows_are_fetched_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test whose code makes one query for every row."""
    monkeypatch.setattr("django.db.models.query.DEFAULT_FETCH_MODE", REFUSE_ONE_BY_ONE)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Empty the cache, which belongs to this process, after each test."""
    yield
    cache.clear()


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _receivers_succeed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test whose receivers fail, unless it uses the fixture `failing_receivers`."""
    errors = _Errors()
    logger = logging.getLogger("events")
    logger.addHandler(errors)
    yield
    logger.removeHandler(errors)
    if "failing_receivers" not in request.fixturenames:
        messages = [record.getMessage() for record in errors.records]
        assert not messages, "receivers failed: " + "; ".join(messages)


@pytest.fixture
def failing_receivers() -> None:
    """Allow receivers to fail in a test."""
