"""The engine `celery`: the broker can be unavailable, and requests do not wait for it."""

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
from tests.engines.processes import ShopProcesses, eventually
from tests.engines.receivers import label, labels, sort_parcel, wait_for_release
from tests.engines.services import connected, deliveries, done, post
from tests.engines.test_deliveries import LEASE, process_working_on
from tests.proxy import Proxy
from tests.threads import at_once

pytestmark = pytest.mark.parametrize("engine", ["celery"], scope="module", indirect=True)

SOON = 1.0  # seconds; half of the two that Celery's own connections would wait


@pytest.fixture
def celery(shop_processes: ShopProcesses) -> Iterator[ModuleType]:
    """Return the engine of a web process; no worker runs unless the test starts one."""
    engine = import_module("events.delivery.engines.celery")
    engine.broker.close()
    yield engine
    shop_processes.stop_all()
    Delivery.objects.all().delete()


@pytest.fixture
def broker(celery: ModuleType, settings: Settings) -> Iterator[Proxy]:
    """Reach the broker through a proxy that can be cut or frozen."""
    at = urlsplit(BROKER_URL)
    with Proxy(at.hostname or "127.0.0.1", at.port or 5672) as proxy:
        settings.EVENTS_BROKER_URL = proxy.url(BROKER_URL)
        yield proxy
        celery.broker.close()


class Queue:
    """The default queue of this shop at the broker."""

    def __init__(self, engine: ModuleType) -> None:
        self._app = engine.app
        self.name = engine.app.conf.task_default_queue

    def length(self) -> int:
        """Return the number of messages that wait."""
        with self._app.connection_for_read(BROKER_URL) as connection:
            declared = connection.default_channel.queue_declare(self.name, passive=True)
            return int(declared.message_count)


@pytest.fixture
def queue(celery: ModuleType) -> Queue:
    """Declare the queue and empty it."""
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


# --- sending ---------------------------------------------------------------------------------


def test_confirmed_message_is_sent_again_after_a_minute(celery: ModuleType, queue: Queue) -> None:
    parcel = post(label)
    assert the_row(parcel).enqueued_at is not None
    assert queue.length() == 1
    with connected(label):
        assert celery.sweep() == 0
        let_time_pass(LEASE)
        assert celery.sweep() == 1
        assert celery.sweep() == 0
    assert queue.length() == 2


def test_several_sweeps_share_the_work(
    celery: ModuleType, broker: Proxy, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(celery, "BATCH", 3)
    broker.cut()
    for _ in range(10):
        post(label)
    broker.restore()
    celery.broker.close()
    with connected(label):
        assert celery.sweep() == 3
        assert sum(at_once(celery.sweep, celery.sweep)) == 6
        assert celery.sweep() == 1
        assert celery.sweep() == 0
    assert queue.length() == 10


def test_repeated_message_is_delivered_once(celery: ModuleType, queue: Queue) -> None:
    parcel = post(label)
    with connected(label):
        for _ in range(3):
            celery.deliver_one(the_row(parcel).pk)
    assert deliveries(parcel) == {"label": ("done", 1)}
    assert labels(parcel) == 1


# --- a broker that is unavailable to the publisher ---------------------------------------------


def test_unreachable_broker_is_not_tried_for_a_while(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    broker.cut()
    assert seconds_of(partial(post, label)) < SOON
    broker.restore()
    assert seconds_of(partial(post, label)) < SOON
    assert broker.connections == 0
    with connected(label):
        assert celery.sweep() == 0
        celery.broker.close()  # as after five seconds
        assert celery.sweep() == 2
    assert queue.length() == 2


def test_silent_broker_delays_one_request_briefly(celery: ModuleType, broker: Proxy) -> None:
    broker.freeze()
    assert TIMEOUT_SECONDS <= seconds_of(partial(post, label)) < TIMEOUT_SECONDS + SOON
    assert seconds_of(partial(post, label)) < TIMEOUT_SECONDS
    assert broker.connections == 1
    assert not Delivery.objects.exclude(enqueued_at=None).exists()


def test_unconfirmed_messages_are_sent_by_the_sweep(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    post(label)
    broker.freeze()  # in the middle of an open connection
    parcel: list[str] = []
    assert seconds_of(lambda: parcel.append(post(label, sort_parcel))) < TIMEOUT_SECONDS + SOON
    rows = Delivery.objects.filter(event__payload__parcel=parcel[0])
    assert set(rows.values_list("enqueued_at", flat=True)) == {None}
    broker.restore()
    celery.broker.close()
    with connected(label, sort_parcel):
        assert celery.sweep() == 2


def test_slow_broker_gets_the_rest_from_the_sweep(
    celery: ModuleType, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish = celery._publish

    def publish_slowly(*arguments: object) -> None:
        publish(*arguments)
        time.sleep(TIMEOUT_SECONDS)

    monkeypatch.setattr(celery, "_publish", publish_slowly)
    parcel = post(label, sort_parcel)
    assert queue.length() == 1
    rows = Delivery.objects.filter(event__payload__parcel=parcel)
    assert rows.filter(enqueued_at=None).count() == 1
    assert not celery.broker.is_down
    with connected(label, sort_parcel):
        assert celery.sweep() == 1
    assert queue.length() == 2


def test_one_thread_waits_for_a_silent_broker(celery: ModuleType, broker: Proxy) -> None:
    broker.freeze()
    rows = [Delivery(pk=number) for number in range(4)]
    orders = [partial(celery.enqueue, [row]) for row in rows]
    assert seconds_of(lambda: at_once(*orders)) < TIMEOUT_SECONDS + SOON
    assert broker.connections == 1


def test_broker_is_tried_again_after_a_pause(
    celery: ModuleType, broker: Proxy, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.delivery.engines.broker.PAUSE_SECONDS", 0.5)
    broker.cut()
    parcel = post(label)
    broker.restore()
    with connected(label):
        eventually(celery.sweep)
    assert the_row(parcel).enqueued_at is not None


# --- a broker that is unavailable to the worker -----------------------------------------------


def test_worker_waits_for_a_broker_that_starts_later(
    celery: ModuleType, shop_processes: ShopProcesses, broker: Proxy, queue: Queue
) -> None:
    parcel = post(label)
    broker.cut()
    node = shop_processes.start_celery("early-bird", EVENTS_BROKER_URL=broker.url(BROKER_URL))
    eventually(lambda: b"Cannot connect" in node.log.read_bytes())
    broker.restore()
    eventually(partial(done, parcel))
    assert deliveries(parcel) == {"label": ("done", 1)}


def test_lost_broker_does_not_disturb_a_running_delivery(
    celery: ModuleType,
    shop_processes: ShopProcesses,
    broker: Proxy,
    queue: Queue,
    signals_dir: Path,
) -> None:
    shop_processes.start_celery("unlucky", EVENTS_BROKER_URL=broker.url(BROKER_URL))
    parcel = post(wait_for_release)
    process_working_on(parcel, signals_dir)
    broker.cut()
    (signals_dir / parcel).touch()
    eventually(partial(done, parcel))
    broker.restore()
    celery.broker.close()
    other = post(label)  # comes after the message that could not be acknowledged
    eventually(partial(done, other))
    assert deliveries(parcel) == {"wait_for_release": ("done", 1)}
    assert labels(parcel) == 1


# --- workers ---------------------------------------------------------------------------------


def test_message_is_acknowledged_after_its_delivery(
    celery: ModuleType, shop_processes: ShopProcesses, queue: Queue, signals_dir: Path
) -> None:
    node = shop_processes.start_celery("mortal")
    parcel = post(wait_for_release)
    process_working_on(parcel, signals_dir)
    assert queue.length() == 0
    node.kill()
    eventually(lambda: queue.length() == 1)


def test_worker_that_must_quit_releases_its_lease(
    celery: ModuleType, shop_processes: ShopProcesses, queue: Queue, signals_dir: Path
) -> None:
    node = shop_processes.start_celery("in-a-hurry")
    parcel = post(wait_for_release)
    process_working_on(parcel, signals_dir)
    os.kill(node.pid, signal.SIGQUIT)
    assert node.wait() == 0
    row = the_row(parcel)
    assert (row.status, row.attempts, row.enqueued_at) == ("pending", 0, None)
    assert labels(parcel) == 0
