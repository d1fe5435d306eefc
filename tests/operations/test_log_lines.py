"""One order's log lines, of all its processes: each has the request's id and the order's."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts.models import User
from events.models import OPEN, Delivery
from orders.models import Order
from tests.chaos.customers import ADDRESS, PASSWORD, Browser
from tests.chaos.shop import GUNICORN, free_port
from tests.engines.conftest import BROKER_URL
from tests.engines.processes import DELIVER, SWEEP, ShopProcesses, database_url, eventually
from tests.orders.shop import put_on_shelf

REQUEST = "edge-4c1f09aa"
BUYER = "ann@example.com"
VISA = "4242 4242 4242 4242"
# By the web server, by a worker, by a worker of what another one has caused, and of a failure.
SAID = {
    "orders.order_placed",
    "orders.order_completed",
    "loyalty.points_awarded",
    "notifications.message_written",
    "notifications.send_email failed in attempt 1",
}


class NamedBrowser(Browser):
    """Comes by way of a proxy that gives requests their names."""

    def is_called(self, name: str) -> None:
        self._opener.addheaders.append(("X-Request-ID", name))


@pytest.fixture
def shop(tmp_path: Path, engine: str) -> Iterator[tuple[ShopProcesses, NamedBrowser]]:
    """A web server and who delivers, all of whom log as machines read it; and a visitor."""
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
    """Everything that the shop's processes have said so far: all of it is JSON."""
    said = [process_.log.read_text().split("\n")[:-1] for process_ in processes.running.values()]
    return [json.loads(line) for each in said for line in each]


def is_settled() -> bool:
    ours = Delivery.objects.exclude(signal="events.minute_passed")
    return not ours.filter(status__in=OPEN).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("engine", ["worker", pytest.param("celery", marks=pytest.mark.broker)])
def test_every_line_leads_to_its_request_and_its_order(
    shop: tuple[ShopProcesses, NamedBrowser], tmp_path: Path
) -> None:
    processes, ann = shop
    in_the_way = tmp_path / "mail"  # where a folder should be: no mail goes out
    in_the_way.touch()
    put_on_shelf("KITE", name="Kite", price="19.99")
    User.objects.create_user(BUYER, PASSWORD)
    ann.open("/account/login/")
    ann.submit("/account/login/", username=BUYER, password=PASSWORD)
    ann.open("/products/kite/")
    ann.submit("/basket/add/", quantity="1")
    ann.open("/checkout/")
    ann.is_called(REQUEST)
    ann.submit("/checkout/", name="Ann", email=BUYER, card_number=VISA, **ADDRESS)
    eventually(lambda: any(line["level"] == "ERROR" for line in lines(processes)))
    in_the_way.unlink()
    eventually(is_settled)

    of_the_request = [line for line in lines(processes) if line["request_id"] == REQUEST]
    of_the_order = [
        line for line in lines(processes) if line["correlation_id"] == str(Order.objects.get().pk)
    ]
    assert of_the_request == of_the_order
    messages = {line["message"].partition(":")[0] for line in of_the_order}
    assert messages >= SAID
    said_by_worker = processes.running["worker"].log.read_text()
    assert "loyalty.points_awarded" in said_by_worker
