"""Connect receivers for one test, and clean up what they recorded."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from events.api import IN_TRANSACTION
from events.registry import registry
from events.signals import minute_passed
from events.types import DeliveryMode
from tests.events.teashop import receivers

type Connect = Callable[..., None]


@pytest.fixture(autouse=True)
def _empty_records() -> Iterator[None]:
    yield
    receivers.received.clear()
    receivers.errors.clear()
    receivers.callbacks.clear()


@pytest.fixture
def connect() -> Iterator[Connect]:
    """`connect(signal, receiver, delivery=…, …)` for the duration of the test."""
    connected: list[tuple[Any, Callable[..., Any]]] = []

    def connect_for_this_test(
        signal: Any,
        receiver: Callable[..., Any],
        delivery: DeliveryMode = IN_TRANSACTION,
        **options: Any,
    ) -> None:
        signal.connect(receiver, delivery=delivery, **options)
        connected.append((signal, receiver))

    yield connect_for_this_test
    for signal, receiver in connected:
        signal.disconnect(receiver)


@pytest.fixture
def no_clock_receivers() -> Iterator[None]:
    """Leave out the shop's receivers of the clock."""
    before = dict(registry.subscriptions)
    for subscription in list(registry.of(minute_passed.name)):
        del registry.subscriptions[minute_passed.name, subscription.receiver]
    yield
    registry.subscriptions.update(before)


@pytest.fixture
def own_declarations() -> Iterator[None]:
    """Remove the signals and questions that a test declares."""
    signals, questions = dict(registry.signals), dict(registry.questions)
    yield
    registry.signals.clear()
    registry.signals.update(signals)
    registry.questions.clear()
    registry.questions.update(questions)
