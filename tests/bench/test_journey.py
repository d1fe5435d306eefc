"""The benchmark's guest buys in the real shop; the benchmark's goods are on its shelves."""

from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from bench import walk
from bench.journey import final_post
from bench.seeding import fill
from bench.workload import PIECES
from events.testing import deliver_all
from inventory.models import Stock
from orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(live_server: LiveServer) -> int:
    fill(products=3)
    return urlsplit(live_server.url).port or 80


def test_guest_buys_two_products_in_nine_requests(port: int) -> None:
    answers = walk.journey(port)
    deliver_all()

    order = Order.objects.get()
    assert order.status == "completed"
    assert order.lines.count() == 2
    assert len(answers) == 9
    assert final_post(answers).location == order.get_absolute_url()
    assert Stock.objects.filter(sold=1, available=PIECES - 1).count() == 2
