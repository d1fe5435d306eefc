"""Many buyers at once, each in a thread and on a connection of their own."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connection

from inventory import services
from inventory.models import Movement
from inventory.signals import stock_changed
from orders.signals import LinesUnavailable
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import cancel, place, stock

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do all of it at the same time: for each deed what it returned, or what it raised."""
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return deed()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def dawdle(*, event: object, **kwargs: object) -> None:
    time.sleep(0.05)


@pytest.fixture
def wide() -> Iterator[None]:
    """Whoever has changed the stock holds the rows for a while."""
    stock_changed.connect(dawdle)
    yield
    stock_changed.disconnect(dawdle)


def test_fifty_buyers_of_ten_pieces_get_ten() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)

    results = together(*[partial(place, {"TALL-MUG": 1})] * 50)

    assert Counter(type(result) for result in results) == {UUID: 10, LinesUnavailable: 40}
    assert stock("TALL-MUG") == {"reserved": 10, "received": 10}
    assert Movement.objects.filter(cause="reserved").count() == 10


@pytest.mark.usefixtures("wide")
def test_two_orders_over_the_same_products_in_opposite_order_both_go_through() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=20)
    ProductFactory.create(sku="TEAPOT", pieces=20)

    results = together(
        *[partial(place, {"TALL-MUG": 1, "TEAPOT": 1})] * 4,
        *[partial(place, {"TEAPOT": 1, "TALL-MUG": 1})] * 4,
    )

    assert [type(result) for result in results] == [UUID] * 8
    assert stock("TALL-MUG") == stock("TEAPOT") == {"available": 12, "reserved": 8, "received": 20}


@pytest.mark.usefixtures("wide")
def test_the_last_piece_is_low_for_nobody_and_sold_out_for_one() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=1)
    order = place({"TALL-MUG": 1})

    results = together(
        partial(cancel, order, {"TALL-MUG": 1}, was_paid=False),
        *[partial(place, {"TALL-MUG": 1})] * 5,
    )

    assert sum(isinstance(result, UUID) for result in results) <= 1
    assert stock("TALL-MUG") in (
        {"available": 1, "received": 1},
        {"reserved": 1, "received": 1},
    )


@pytest.mark.usefixtures("wide")
def test_prices_and_orders_do_not_wait_in_a_circle() -> None:
    """A change of the product's row while orders write movements that refer to it."""
    ProductFactory.create(sku="TALL-MUG", pieces=20)

    results = together(
        *[partial(place, {"TALL-MUG": 1})] * 4,
        *[partial(services.set_threshold, sku="TALL-MUG", threshold=n) for n in range(4)],
    )

    assert [result for result in results if isinstance(result, Exception)] == []


@pytest.mark.usefixtures("wide")
def test_one_event_that_is_heard_at_once_by_two_moves_pieces_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    reserve = partial(
        services.reserve_stock, order_id=uuid4(), quantities={"TALL-MUG": 3}, event_id=uuid4()
    )

    together(reserve, reserve)

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
