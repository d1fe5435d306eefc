"""Concurrent orders, each in a thread with its own connection."""

from collections import Counter
from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid4

import pytest

from inventory import services
from inventory.models import Movement
from inventory.signals import stock_changed
from orders.signals import LinesUnavailable
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import cancel, place, stock
from tests.orders.threads import wait_a_moment
from tests.threads import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def slow_commits() -> Iterator[None]:
    """Hold the stock rows for a moment in every transaction that changes them."""
    stock_changed.connect(wait_a_moment)
    yield
    stock_changed.disconnect(wait_a_moment)


def test_fifty_buyers_get_ten_pieces() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)

    results = together(*[partial(place, {"TALL-MUG": 1})] * 50)

    assert Counter(type(result) for result in results) == {UUID: 10, LinesUnavailable: 40}
    assert stock("TALL-MUG") == {"reserved": 10, "received": 10}
    assert Movement.objects.filter(cause="reserved").count() == 10


@pytest.mark.usefixtures("slow_commits")
def test_orders_lock_products_in_the_same_order() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=20)
    ProductFactory.create(sku="TEAPOT", pieces=20)

    results = together(
        *[partial(place, {"TALL-MUG": 1, "TEAPOT": 1})] * 4,
        *[partial(place, {"TEAPOT": 1, "TALL-MUG": 1})] * 4,
    )

    assert [type(result) for result in results] == [UUID] * 8
    assert stock("TALL-MUG") == stock("TEAPOT") == {"available": 12, "reserved": 8, "received": 20}


@pytest.mark.usefixtures("slow_commits")
def test_last_piece_is_reserved_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=1)
    order = place({"TALL-MUG": 1})

    results = together(
        partial(cancel, order, {"TALL-MUG": 1}, was_paid=False),
        *[partial(place, {"TALL-MUG": 1})] * 5,
    )

    assert sum(isinstance(result, UUID) for result in results) <= 1
    assert stock("TALL-MUG") in ({"available": 1, "received": 1}, {"reserved": 1, "received": 1})


@pytest.mark.usefixtures("slow_commits")
def test_threshold_changes_do_not_deadlock_with_orders() -> None:
    """The product's row changes while orders write movements that refer to it."""
    ProductFactory.create(sku="TALL-MUG", pieces=20)

    results = together(
        *[partial(place, {"TALL-MUG": 1})] * 4,
        *[partial(services.set_threshold, sku="TALL-MUG", threshold=n) for n in range(4)],
    )

    assert [result for result in results if isinstance(result, Exception)] == []


def test_concurrent_submissions_of_a_form_receive_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    receive = partial(services.receive_stock, sku="TALL-MUG", quantity=5, submission_id=uuid4())

    together(receive, receive)

    assert stock("TALL-MUG") == {"available": 15, "received": 15}


@pytest.mark.usefixtures("slow_commits")
def test_concurrent_repetitions_of_an_event_move_pieces_once() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    reserve = partial(
        services.reserve_stock, order_id=uuid4(), quantities={"TALL-MUG": 3}, event_id=uuid4()
    )

    together(reserve, reserve)

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
