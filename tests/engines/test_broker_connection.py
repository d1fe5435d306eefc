"""The connection to an unavailable broker: only the first thread waits."""

from typing import Never

import pytest
from kombu.connection import Connection
from kombu.messaging import Producer

from events.delivery.engines.broker import BrokerConnection

pytestmark = pytest.mark.once


def test_thread_that_waited_for_the_lock_does_not_connect() -> None:
    calls: list[str] = []

    def refuse() -> Connection:
        calls.append("called")
        raise ConnectionRefusedError

    def publish(delivery_id: int, producer: Producer) -> Never:
        raise AssertionError("no connection was opened")

    connection = BrokerConnection(refuse)
    assert connection.send([1], publish) == []
    assert connection.is_down

    assert connection.send([2], publish) == []
    assert calls == ["called"]
