"""The small world of the kernel's tests: its receivers are connected by test and forgotten."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from events import IN_TRANSACTION, EventSignal
from events.contract import Kind
from events.publishers import publishers
from events.registry import registry
from events.signals import minute_passed
from tests.kernel import receivers

type Connect = Callable[..., None]


@pytest.fixture(autouse=True)
def _empty_notebook() -> Iterator[None]:
    yield
    receivers.notebook.clear()
    receivers.sights.clear()
    receivers.mishaps.clear()
    receivers.meetings.clear()
    receivers.last_calls.clear()


@pytest.fixture(autouse=True)
def _postgresql_where_marked(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: set DATABASE_URL")


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_user("mayor@example.com", is_staff=True))
    return client


@pytest.fixture
def customer() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("passerby@example.com"))
    return client


@pytest.fixture
def connect() -> Iterator[Connect]:
    """`connect(signal, receiver, delivery=…, …)` for as long as the test runs."""
    connected: list[tuple[EventSignal[Any], Callable[..., Any]]] = []

    def connect_for_this_test(
        signal: EventSignal[Any],
        receiver: Callable[..., Any],
        delivery: Kind = IN_TRANSACTION,
        **options: Any,
    ) -> None:
        signal.connect(receiver, delivery=delivery, **options)
        connected.append((signal, receiver))

    yield connect_for_this_test
    for signal, receiver in connected:
        signal.disconnect(receiver)


@pytest.fixture
def nobody_hears_the_clock() -> Iterator[None]:
    """Whoever hears the minutes pass, in the kernel or in the shop, is left out of a test."""
    hearing = dict(registry.subscriptions)
    for subscription in list(registry.of(minute_passed.name)):
        registry.remove(minute_passed.name, subscription.receiver)
    yield
    registry.subscriptions.update(hearing)


@pytest.fixture
def _declared_here_only() -> Iterator[None]:
    """Signals that a test declares are gone with it; so is what was read of its sources."""
    signals, questions = dict(registry.signals), dict(registry.questions)
    publishers.cache_clear()
    yield
    publishers.cache_clear()
    registry.signals.clear()
    registry.signals.update(signals)
    registry.questions.clear()
    registry.questions.update(questions)
