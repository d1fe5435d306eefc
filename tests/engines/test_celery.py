"""The engine `celery`: the broker can be unavailable, and requests do not wait for it."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from time import monotonic
from types import ModuleType
from urllib.parse import urlsplit

import pytest
from amqp import Message
from kombu import pools
from kombu.entity import TRANSIENT_DELIVERY_MODE
from pytest_django import Settings

from events.models import Delivery
from events.testing import let_time_pass
from tests.engines.conftest import BROKER_URL
from tests.engines.processes import SWEEP, ShopProcesses, eventually
from tests.engines.receivers import label, labels, sort_parcel, wait_for_release
from tests.engines.services import connected, deliveries, done, post
from tests.engines.test_deliveries import LEASE, process_working_on
from tests.proxy import Proxy
from tests.threads import at_once

pytestmark = pytest.mark.parametrize("engine", ["celery"], scope="module", indirect=True)


@pytest.fixture
def celery(shop_processes: ShopProcesses, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """Return the engine; no worker and no sweep runs unless the test starts one."""
    engine = import_module("events.delivery.celery")
    monkeypatch.setattr(engine, "TIMEOUT_SECONDS", 0.5)
    monkeypatch.setattr(engine, "PAUSE_SECONDS", 0.0)
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
        pools.reset()  # type: ignore[no-untyped-call]


def send(engine: ModuleType, receiver: Callable[..., None]) -> str:
    """Publish a parcel to one receiver and send its delivery to the broker; return its name."""
    parcel = post(receiver)
    with connected(receiver):
        assert engine.sweep("default") == 1
    return parcel


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

    def first(self) -> Message:
        """Take the first message."""
        with self._app.connection_for_read(BROKER_URL) as connection:
            message: Message = connection.default_channel.basic_get(self.name, no_ack=True)
            return message

    def take(self) -> int | None:
        """Take the first message; return the id of its delivery, or None if there is none."""
        message = self.first()
        return json.loads(message.body)[0][0] if message else None


@pytest.fixture
def queue(celery: ModuleType) -> Queue:
    """Declare the queue and empty it."""
    with celery.app.connection_for_write(BROKER_URL) as connection:
        celery.app.amqp.queues[celery.app.conf.task_default_queue](connection).declare()
        connection.default_channel.queue_purge(celery.app.conf.task_default_queue)
    return Queue(celery)


def the_row(parcel: str) -> Delivery:
    return Delivery.objects.get(event__payload__parcel=parcel)


def sweep(engine: ModuleType) -> int:
    """Send what is due; return how many messages the broker confirmed."""
    sent: int = engine.sweep("default")
    return sent


# --- sending ---------------------------------------------------------------------------------


def test_publisher_does_not_talk_to_the_broker(celery: ModuleType, broker: Proxy) -> None:
    parcel = post(label)
    assert the_row(parcel).enqueued_at is None
    assert broker.connections == 0


def test_confirmed_message_is_sent_again_after_a_minute(celery: ModuleType, queue: Queue) -> None:
    parcel = post(label)
    with connected(label):
        assert sweep(celery) == 1
        assert the_row(parcel).enqueued_at is not None
        assert sweep(celery) == 0
        let_time_pass(LEASE)
        assert sweep(celery) == 1
        assert sweep(celery) == 0
    assert queue.length() == 2


def test_confirm_does_not_wait_for_the_disk_of_the_broker(celery: ModuleType, queue: Queue) -> None:
    post(label)
    with connected(label):
        sweep(celery)
    assert queue.first().properties["delivery_mode"] == TRANSIENT_DELIVERY_MODE


def test_several_sweeps_share_the_work(
    celery: ModuleType, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(celery, "BATCH", 3)
    for _ in range(10):
        post(label)
    with connected(label):
        assert sweep(celery) == 3
        assert sum(at_once(partial(sweep, celery), partial(sweep, celery))) == 6
        assert sweep(celery) == 1
        assert sweep(celery) == 0
    assert queue.length() == 10


def test_repeated_message_is_delivered_once(celery: ModuleType, queue: Queue) -> None:
    parcel = post(label)
    with connected(label):
        for _ in range(3):
            celery.deliver_one(the_row(parcel).pk)
    assert deliveries(parcel) == {"label": ("done", 1)}
    assert labels(parcel) == 1


# --- a broker that is unavailable to the sweep -------------------------------------------------


def test_unreachable_broker_leaves_deliveries_due(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    broker.cut()
    parcel = post(label)
    with connected(label):
        assert sweep(celery) == 0
        assert the_row(parcel).enqueued_at is None
        broker.restore()
        assert sweep(celery) == 1
    assert queue.length() == 1


def test_sweep_waits_before_it_tries_an_unreachable_broker_again(
    celery: ModuleType, broker: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(celery, "PAUSE_SECONDS", 0.5)
    broker.cut()
    post(label)
    with connected(label):
        began = monotonic()
        assert sweep(celery) == 0
        assert monotonic() - began > 0.5
        broker.restore()
        monkeypatch.setattr(celery, "PAUSE_SECONDS", 60.0)
        assert sweep(celery) == 1


def test_silent_broker_leaves_deliveries_due(celery: ModuleType, broker: Proxy) -> None:
    broker.freeze()
    parcel = post(label)
    with connected(label):
        assert sweep(celery) == 0
    assert the_row(parcel).enqueued_at is None


def test_broker_that_falls_silent_leaves_the_rest_due(
    celery: ModuleType, broker: Proxy, queue: Queue
) -> None:
    post(label)
    with connected(label, sort_parcel):
        assert sweep(celery) == 1
        broker.freeze()  # in the middle of an open connection
        parcel = post(label, sort_parcel)
    with connected(label, sort_parcel):
        assert sweep(celery) == 0
        rows = Delivery.objects.filter(event__payload__parcel=parcel)
        assert set(rows.values_list("enqueued_at", flat=True)) == {None}
        broker.restore()
        assert sweep(celery) == 2


def test_sweep_replaces_a_lost_connection(celery: ModuleType, broker: Proxy, queue: Queue) -> None:
    for _ in range(2):
        post(label)
        with connected(label):
            assert sweep(celery) == 1
        broker.cut()
        broker.restore()


def test_sweep_sends_after_a_commit(
    celery: ModuleType, shop_processes: ShopProcesses, queue: Queue
) -> None:
    process_ = shop_processes.start_process("sweep", SWEEP, ready="Sweeping")
    eventually(process_.is_ready)
    parcel = post(label)
    eventually(lambda: the_row(parcel).enqueued_at)
    # If a minute begins meanwhile, its deliveries are sent as well.
    eventually(lambda: queue.take() == the_row(parcel).pk)


# --- a broker that is unavailable to the worker -----------------------------------------------


def test_worker_waits_for_a_broker_that_starts_later(
    celery: ModuleType, shop_processes: ShopProcesses, broker: Proxy, queue: Queue
) -> None:
    parcel = send(celery, label)
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
    parcel = send(celery, wait_for_release)
    process_working_on(parcel, signals_dir)
    broker.cut()
    (signals_dir / parcel).touch()
    eventually(partial(done, parcel))
    broker.restore()
    other = send(celery, label)  # comes after the message that could not be acknowledged
    eventually(partial(done, other))
    assert deliveries(parcel) == {"wait_for_release": ("done", 1)}
    assert labels(parcel) == 1


# --- workers ---------------------------------------------------------------------------------


def test_message_is_acknowledged_after_its_delivery(
    celery: ModuleType, shop_processes: ShopProcesses, queue: Queue, signals_dir: Path
) -> None:
    node = shop_processes.start_celery("mortal")
    parcel = send(celery, wait_for_release)
    process_working_on(parcel, signals_dir)
    assert queue.length() == 0
    node.kill()
    eventually(lambda: queue.length() == 1)


def test_worker_that_must_quit_releases_its_lease(
    celery: ModuleType, shop_processes: ShopProcesses, queue: Queue, signals_dir: Path
) -> None:
    node = shop_processes.start_celery("in-a-hurry")
    parcel = send(celery, wait_for_release)
    process_working_on(parcel, signals_dir)
    os.kill(node.pid, signal.SIGQUIT)
    assert node.wait() == 0
    row = the_row(parcel)
    assert (row.status, row.attempts, row.enqueued_at) == ("pending", 0, None)
    assert labels(parcel) == 0
