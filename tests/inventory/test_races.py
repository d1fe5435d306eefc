"""Concurrent orders, each in a thread with its own connection."""

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


def run_together(*calls: Callable[[], object]) -> list[object]:
    """Run the calls at the same time; return the result or the exception of each."""
    start = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def wait_a_moment(*, event: object, **kwargs: object) -> None:
    time.sleep(0.05)


@pytest.fixture
def slow_commits() -> Iterator[None]:
    """Hold the stock rows for a moment in every transaction that changes them."""
    stock_changed.connect(wait_a_moment)
    yield
    stock_changed.disconnect(wait_a_moment)


def test_fifty_buyers_get_ten_pieces() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)

    results = run_together(*[partial(place, {"TALL-MUG": 1})] * 50)

    assert Counter(type(result) for result in results) == {UUID: 10, LinesUnavailable: 40}
    assert stock("TALL-MUG") == {"reserved": 10, "received": 10}
    assert Movement.objects.filter(cause="reserved").count() == 10


@pytest.mark.usefixtures("slow_commits")
def test_orders_lock_products_in_the_same_order() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=20)
    ProductFactory.create(sku="TEAPOT", pieces=20)

    results = run_together(
        *[partial(place, {"TALL-MUG": 1, "TEAPOT": 1})] * 4,
        *[partial(place, {"TEAPOT": 1, "TALL-MUG": 1})] * 4,
    )

    assert [type(result) for result in results] == [UUID] * 8
    assert stock("TALL-MUG") == stock("TEAPOT") == {"available": 12, "reserved": 8, "received": 20}


@pytest.mark.usefixtures("slow_commits")
def test_last_piece_is_reserved_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=1)
    order = place({"TALL-MUG": 1})

    results = run_together(
        partial(cancel, order, {"TALL-MUG": 1}, was_paid=False),
        *[partial(place, {"TALL-MUG": 1})] * 5,
    )

    assert sum(isinstance(result, UUID) for result in results) <= 1
    assert stock("TALL-MUG") in (
        {"available": 1, "received": 1},
        {"reserved": 1, "received": 1},
    )


@pytest.mark.usefixtures("slow_commits")
def test_threshold_changes_do_not_deadlock_with_orders() -> None:
    """The product's row changes while orders write movements that refer to it."""
    ProductFactory.create(sku="TALL-MUG", pieces=20)

    results = run_together(
        *[partial(place, {"TALL-MUG": 1})] * 4,
        *[partial(services.set_threshold, sku="TALL-MUG", threshold=n) for n in range(4)],
    )

    assert [result for result in results if isinstance(result, Exception)] == []


def test_concurrent_submissions_of_a_form_receive_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    receive = partial(services.receive_stock, sku="TALL-MUG", quantity=5, submission_id=uuid4())

    run_together(receive, receive)

    assert stock("TALL-MUG") == {"available": 15, "received": 15}


@pytest.mark.usefixtures("slow_commits")
def test_concurrent_repetitions_of_an_event_move_pieces_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    reserve = partial(
        services.reserve_stock, order_id=uuid4(), quantities={"TALL-MUG": 3}, event_id=uuid4()
    )

    run_together(reserve, reserve)

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
