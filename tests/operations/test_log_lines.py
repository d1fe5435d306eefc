"""The log lines of an order in all processes have its request id and correlation id."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from events.models import OPEN, Delivery
from orders.models import Order
from tests.chaos.shop import GUNICORN, free_port
from tests.engines.conftest import BROKER_URL
from tests.engines.processes import DELIVER, SWEEP, ShopProcesses, database_url, eventually
from tests.orders.shop import put_on_shelf
from tests.visitors import ADDRESS, PASSWORD, Browser

REQUEST = "edge-4c1f09aa"
BUYER = "ann@example.com"
# From the web server, a worker, a worker that follows another one, and a failed attempt.
MESSAGES = {
    "orders.order_placed",
    "orders.order_completed",
    "loyalty.points_awarded",
    "notifications.message_written",
    "notifications.send_email failed in attempt 1",
}


class NamedBrowser(Browser):
    """A browser behind a proxy that assigns request ids."""

    def set_request_id(self, request_id: str) -> None:
        self._opener.addheaders.append(("X-Request-ID", request_id))


@pytest.fixture
def shop(tmp_path: Path, engine: str) -> Iterator[tuple[ShopProcesses, NamedBrowser]]:
    """A web server and a worker that log JSON, and a visitor."""
    processes = ShopProcesses(
        tmp_path,
        {
            **os.environ,
            "EVENTS_BROKER_URL": BROKER_URL,
            "CACHE_URL": f"file://{tmp_path}/cache",
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "EMAIL_URL": f"file://{tmp_path}/mail",
            "EVENTS_ENGINE": engine,
            "LOG_FORMAT": "json",
            "WEB_WORKERS": "1",
        },
    )
    port = free_port()
    processes.start_process("web", GUNICORN, ready="Booting worker", PORT=str(port))
    if engine == "worker":
        processes.start_process("worker", DELIVER, ready="Delivering")
    else:
        processes.start_celery("worker")
        processes.start_process("sweep", SWEEP, ready="Sweeping")
    processes.wait_until_ready()
    yield processes, NamedBrowser(port)
    processes.stop_all()


def lines(processes: ShopProcesses) -> list[dict[str, str]]:
    """Return the log lines of all processes, which must be JSON."""
    logs = [process_.log.read_text().split("\n")[:-1] for process_ in processes.running.values()]
    return [json.loads(line) for log in logs for line in log]


def is_settled() -> bool:
    deliveries = Delivery.objects.exclude(signal="events.minute_passed")
    return not deliveries.filter(status__in=OPEN).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "engine", ["worker", pytest.param("celery", marks=[pytest.mark.broker, pytest.mark.postgres])]
)
def test_log_lines_have_request_and_correlation_ids(
    shop: tuple[ShopProcesses, NamedBrowser], tmp_path: Path
) -> None:
    processes, ann = shop
    blocked = tmp_path / "mail"  # a file instead of a folder, so that sending fails
    blocked.touch()
    put_on_shelf("KITE", name="Kite", price="19.99")
    User.objects.create_user(BUYER, PASSWORD)
    ann.open("/account/login/")
    ann.submit("/account/login/", username=BUYER, password=PASSWORD)
    ann.open("/products/kite/")
    ann.submit("/basket/add/", quantity="1")
    ann.open("/checkout/")
    ann.set_request_id(REQUEST)
    ann.submit("/checkout/", None, **{**ADDRESS, "name": "Ann", "email": BUYER})
    eventually(lambda: any(line["level"] == "ERROR" for line in lines(processes)))
    blocked.unlink()
    eventually(is_settled)

    of_the_request = [line for line in lines(processes) if line["request_id"] == REQUEST]
    of_the_order = [
        line for line in lines(processes) if line["correlation_id"] == str(Order.objects.get().pk)
    ]
    assert of_the_request == of_the_order
    messages = {line["message"].partition(":")[0] for line in of_the_order}
    assert messages >= MESSAGES
    log_of_worker = processes.running["worker"].log.read_text()
    assert "loyalty.points_awarded" in log_of_worker
