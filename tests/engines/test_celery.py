"""The engine `celery`: its broker may be away at any moment, and nobody waits for it for long."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from pytest_django import Settings

from events.delivery.engines.broker import TIMEOUT_SECONDS
from events.models import Delivery
from events.testing import let_time_pass
from tests.engines.conftest import BROKER_URL
from tests.engines.crew import Crew, eventually
from tests.engines.receivers import marks, sort_it, stamp, wait_for_the_bell
from tests.engines.services import deliveries, done, hearing, post
from tests.engines.test_deliveries import LEASE, who_has
from tests.proxy import Proxy
from tests.threads import at_once

pytestmark = [
    pytest.mark.broker,
    pytest.mark.parametrize("engine", ["celery"], scope="module", indirect=True),
]

SOON = 1.0  # seconds; half of the two that Celery's own connections would wait


@pytest.fixture
def celery(recruit: Crew) -> Iterator[ModuleType]:
    """The engine, as a web process has it; nobody delivers unless the test starts somebody."""
    engine = import_module("events.delivery.engines.celery")
    engine.line.close()
    yield engine
    recruit.dismiss()
    # What a test has left lying about is no business of the next one.
    Delivery.objects.all().delete()


@pytest.fixture
def broker(celery: ModuleType, settings: Settings) -> Iterator[Proxy]:
    """A way to the broker that can be cut."""
    at = urlsplit(BROKER_URL)
    with Proxy(at.hostname or "127.0.0.1", at.port or 5672) as proxy:
        settings.EVENTS_BROKER_URL = proxy.url(BROKER_URL)
        yield proxy
        celery.broker.close()


class Queue:
    """The queue of this shop, looked at from outside."""

    def __init__(self, engine: ModuleType) -> None:
        self._app = engine.app
        self.name = engine.app.conf.task_default_queue

    def length(self) -> int:
        """How many messages wait in it."""
        with self._app.connection_for_read(BROKER_URL) as connection:
            declared = connection.default_channel.queue_declare(self.name, passive=True)
            return int(declared.message_count)


@pytest.fixture
def queue(celery: ModuleType) -> Queue:
    """Empty, and there."""
    with celery.app.connection_for_write(BROKER_URL) as connection:
        celery.app.amqp.queues[celery.app.conf.task_default_queue](connection).declare()
        connection.default_channel.queue_purge(celery.app.conf.task_default_queue)
    return Queue(celery)


def the_row(parcel: str) -> Delivery:
    return Delivery.objects.get(event__payload__parcel=parcel)


def seconds_of(work: Callable[[], object]) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


# --- handing out -----------------------------------------------------------------------------


def test_what_the_broker_has_confirmed_is_left_to_it_for_a_minute(
    celery: ModuleType, queue: Queue
) -> None:
    parcel = post(stamp)
    assert the_row(parcel).enqueued_at is not None
    assert queue.length() == 1
    with hearing(stamp):
        assert celery.sweep() == 0
        let_time_pass(LEASE)
        assert celery.sweep() == 1
        assert celery.sweep() == 0
    assert queue.length() == 2


def test_a_sweep_hands_out_so_many_at_a_time_and_several_share_them(
    celery: ModuleType, broker: Proxy, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(celery, "BATCH", 3)
    broker.cut()
    for _ in range(10):
        post(stamp)
    broker.mend()
    celery.broker.close()
    with hearing(stamp):
        assert celery.sweep() == 3
        assert sum(at_once(celery.sweep, celery.sweep)) == 6
        assert celery.sweep() == 1
        assert celery.sweep() == 0
    assert queue.length() == 10


def test_a_message_that_comes_twice_is_delivered_once(celery: ModuleType, queue: Queue) -> None:
    parcel = post(stamp)
    with hearing(stamp):
        for _ in range(3):
            celery.deliver_one(the_row(parcel).pk)
    assert deliveries(parcel) == {"stamp": ("done", 1)}
    assert marks(parcel) == 1


# --- a broker that is away when an order is committed ----------------------------------------


def test_a_broker_that_refuses_is_not_waited_for_and_left_alone(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    broker.cut()
    assert seconds_of(partial(post, stamp)) < SOON
    broker.mend()
    assert seconds_of(partial(post, stamp)) < SOON
    assert broker.visitors == 0
    with hearing(stamp):
        assert celery.sweep() == 0
        celery.broker.close()  # as after five seconds
        assert celery.sweep() == 2
    assert queue.length() == 2


def test_a_broker_that_does_not_answer_is_waited_for_once_and_not_for_long(
    celery: ModuleType, broker: Proxy
) -> None:
    broker.freeze()
    assert TIMEOUT_SECONDS <= seconds_of(partial(post, stamp)) < TIMEOUT_SECONDS + SOON
    assert seconds_of(partial(post, stamp)) < TIMEOUT_SECONDS
    assert broker.visitors == 1
    assert not Delivery.objects.exclude(enqueued_at=None).exists()


def test_what_is_not_confirmed_was_not_handed_out(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    post(stamp)
    broker.freeze()  # in the middle of an open connection
    parcel: list[str] = []
    assert seconds_of(lambda: parcel.append(post(stamp, sort_it))) < TIMEOUT_SECONDS + SOON
    rows = Delivery.objects.filter(event__payload__parcel=parcel[0])
    assert set(rows.values_list("enqueued_at", flat=True)) == {None}
    broker.mend()
    celery.broker.close()
    with hearing(stamp, sort_it):
        assert celery.sweep() == 2


def test_a_slow_broker_is_told_what_half_a_second_holds_and_the_sweep_tells_the_rest(
    celery: ModuleType, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = celery._publish

    def publish_slowly(*told: object) -> None:
        publish(*told)
        time.sleep(TIMEOUT_SECONDS)

    monkeypatch.setattr(celery, "_publish", publish_slowly)
    parcel = post(stamp, sort_it)
    assert queue.length() == 1
    rows = Delivery.objects.filter(event__payload__parcel=parcel)
    assert rows.filter(enqueued_at=None).count() == 1
    assert not celery.broker.is_down
    with hearing(stamp, sort_it):
        assert celery.sweep() == 1
    assert queue.length() == 2


def test_of_many_threads_one_waits_for_the_broker_and_the_others_for_it(
    celery: ModuleType, broker: Proxy
) -> None:
    broker.freeze()
    orders = [partial(celery.enqueue, [number]) for number in range(4)]
    assert seconds_of(lambda: at_once(*orders)) < TIMEOUT_SECONDS + SOON
    assert broker.visitors == 1


def test_after_a_while_the_broker_is_tried_again(
    celery: ModuleType, broker: Proxy, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.delivery.engines.broker.PAUSE_SECONDS", 0.5)
    broker.cut()
    parcel = post(stamp)
    broker.mend()
    with hearing(stamp):
        eventually(celery.sweep)
    assert the_row(parcel).enqueued_at is not None


# --- a broker that is away from those who deliver --------------------------------------------


def test_away_at_the_start_it_is_waited_for(
    celery: ModuleType, recruit: Crew, broker: Proxy, queue: Queue
) -> None:
    parcel = post(stamp)
    broker.cut()
    node = recruit.join_celery("early-bird", EVENTS_BROKER_URL=broker.url(BROKER_URL))
    eventually(lambda: b"Cannot connect" in node.log.read_bytes())
    broker.mend()
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"stamp": ("done", 1)}


def test_away_in_the_middle_of_a_delivery_it_changes_nothing(
    celery: ModuleType, recruit: Crew, broker: Proxy, queue: Queue, bell_tower: Path
) -> None:
    recruit.join_celery("unlucky", EVENTS_BROKER_URL=broker.url(BROKER_URL))
    parcel = post(wait_for_the_bell)
    who_has(parcel, bell_tower)
    broker.cut()
    (bell_tower / parcel).touch()
    eventually(partial(done, parcel))
    broker.mend()
    celery.broker.close()
    other = post(stamp)  # comes after the message that could not be acknowledged
    eventually(partial(done, other))
    assert deliveries(parcel) == {"wait_for_the_bell": ("done", 1)}
    assert marks(parcel) == 1


# --- those who deliver -----------------------------------------------------------------------


def test_a_message_is_acknowledged_after_its_delivery(
    celery: ModuleType, recruit: Crew, queue: Queue, bell_tower: Path
) -> None:
    node = recruit.join_celery("mortal")
    parcel = post(wait_for_the_bell)
    who_has(parcel, bell_tower)
    assert queue.length() == 0
    node.kill()
    eventually(lambda: queue.length() == 1)


def test_told_to_end_at_once_a_worker_gives_its_lease_back(
    celery: ModuleType, recruit: Crew, queue: Queue, bell_tower: Path
) -> None:
    node = recruit.join_celery("in-a-hurry")
    parcel = post(wait_for_the_bell)
    who_has(parcel, bell_tower)
    os.kill(node.pid, signal.SIGQUIT)
    assert node.wait() == 0
    row = the_row(parcel)
    assert (row.status, row.attempts, row.enqueued_at) == ("pending", 0, None)
    assert marks(parcel) == 0
