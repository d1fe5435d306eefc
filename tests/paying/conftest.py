"""A shop in separate processes: a web server, a worker, and a bank that a test can slow down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from accounts.models import User
from events.models import Delivery
from events.testing import let_time_pass
from orders.models import Order
from tests.chaos.shop import GUNICORN, free_port
from tests.engines.processes import DELIVER, ShopProcess, ShopProcesses, database_url, eventually
from tests.orders.shop import put_on_shelf
from tests.processes import environment
from tests.visitors import PASSWORD, Browser

LEASE = timedelta(seconds=61)


@dataclass(frozen=True, slots=True)
class RunningShop:
    """The shop and its moments; see tests/paying/moments.py."""

    port: int
    processes: ShopProcesses
    moments: Path

    @property
    def worker(self) -> ShopProcess:
        return self.processes.running["worker"]

    def visitor(self) -> Browser:
        return Browser(self.port)

    def die_at(self, moment: str) -> None:
        """Kill the process that reaches this moment next."""
        (self.moments / f"{moment}.die").touch()

    def hold(self, moment: str) -> None:
        """Let every process wait at this moment until it is released."""
        (self.moments / f"{moment}.hold").touch()

    def wait_for(self, moment: str) -> None:
        """Wait until a process is held at this moment."""
        eventually((self.moments / f"{moment}.reached").exists)

    def release(self, moment: str) -> None:
        (self.moments / f"{moment}.hold").unlink()

    def restart_worker(self) -> None:
        """Wait until the worker is dead, let its leases expire, and start it again."""
        eventually(lambda: not self.worker.is_alive)
        let_time_pass(LEASE)
        self.worker.start()


@pytest.fixture(scope="module")
def transactional_db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Empty the database once a module, because its processes use it meanwhile."""
    with django_db_blocker.unblock():
        for slug in ("teapot", "kite", "lamp"):
            put_on_shelf(slug.upper(), name=slug.title(), price="19.99")
        User.objects.create_user("ada@example.com", PASSWORD)
        yield
        call_command("flush", interactive=False, verbosity=0)
        connection.close()


@pytest.fixture(scope="module")
def _running(
    tmp_path_factory: pytest.TempPathFactory, transactional_db: None
) -> Iterator[RunningShop]:
    folder = tmp_path_factory.mktemp("paying")
    moments = folder / "moments"
    moments.mkdir()
    port = free_port()
    processes = ShopProcesses(
        folder,
        {
            **environment(),
            "CACHE_URL": f"file://{folder}/cache",
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EMAIL_URL": f"file://{folder}/mail",
            "EVENTS_ENGINE": "worker",
            "MOMENTS_DIR": str(moments),
            "PAYMENT_GATEWAY": "tests.paying.bank.SlowBank",
            "PLUGIN_APPS": "tests.paying",
            "PORT": str(port),
            "WEB_WORKERS": "1",
        },
    )
    try:
        processes.start_process("web", [*GUNICORN], ready="Booting worker")
        processes.start_process("worker", DELIVER, ready="Delivering")
        processes.wait_until_ready()
        yield RunningShop(port, processes, moments)
    finally:
        processes.stop_all()


@pytest.fixture
def shop(_running: RunningShop) -> Iterator[RunningShop]:
    """A web server and a worker, which are running, and a bank that answers at once."""
    _running.processes.restart_killed()
    yield _running
    for file in _running.moments.iterdir():
        file.unlink()


def order_of(visitor: Browser) -> str:
    """The id of the order whose page the visitor sees."""
    assert visitor.order is not None, visitor.text
    return visitor.order[0]


def status_of(order_id: str) -> str:
    return Order.objects.get(pk=order_id).status


def becomes(order_id: str, status: str) -> None:
    """Wait until an order has a status."""
    eventually(partial(_has, order_id, status))


def _has(order_id: str, status: str) -> bool:
    return status_of(order_id) == status


def settled(order_id: str) -> None:
    """Wait until every delivery about an order is made."""
    about = Delivery.objects.filter(event__correlation_id=order_id)
    eventually(lambda: not about.exclude(status="done").exists())
