"""The line to a broker that is away: nobody waits for it twice."""

from typing import Never

import pytest
from kombu.connection import Connection
from kombu.messaging import Producer

from events.delivery.engines.broker import BrokerConnection

pytestmark = pytest.mark.once


def test_who_has_waited_for_the_line_while_the_broker_failed_leaves_it_alone() -> None:
    calls: list[str] = []

    def nobody_answers() -> Connection:
        calls.append("called")
        raise ConnectionRefusedError

    def publish(delivery_id: int, producer: Producer) -> Never:
        raise AssertionError("there is no line to publish on")

    line = BrokerConnection(nobody_answers)
    assert line.send([1], publish) == []
    assert line.is_down

    assert line.send([2], publish) == []  # the next in the queue: it asked before that was known
    assert calls == ["called"]
