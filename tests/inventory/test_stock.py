"""The stock: pieces come, are counted, ordered, sold and come back, and always add up."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import F
from pytest_django import DjangoAssertNumQueries

from events.api import unit_of_work
from inventory import services
from inventory.models import Movement, Stock
from tests.inventory.factories import MovementFactory, ProductFactory, StockFactory
from tests.inventory.shelves import announced, stock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> str:
    """Ten tall mugs."""
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    return "TALL-MUG"


def test_a_new_product_has_no_pieces() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=0)

    assert stock("TALL-MUG") == {}
    assert announced("stock_changed") == []


def test_what_comes_can_be_ordered(mug: str) -> None:
    services.receive_stock(sku=mug, quantity=5, note="second delivery")

    assert stock(mug) == {"available": 15, "received": 15}
    assert Movement.objects.first().note == "second delivery"  # type: ignore[union-attr]


@pytest.mark.parametrize("quantity", [0, -1, 100_001, 10**9])
def test_a_delivery_of_no_sensible_size_is_refused(mug: str, quantity: int) -> None:
    with pytest.raises(ValidationError, match="from 1 to 100,000"):
        services.receive_stock(sku=mug, quantity=quantity)

    assert stock(mug) == {"available": 10, "received": 10}


def test_nothing_can_be_received_of_an_unknown_product() -> None:
    with pytest.raises(services.TooFewPieces, match="NO-SUCH-MUG"):
        services.receive_stock(sku="NO-SUCH-MUG", quantity=1)


def test_what_counting_does_not_find_is_lost(mug: str) -> None:
    services.adjust_stock(sku=mug, difference=-2, reason="broken in the shelf")

    assert stock(mug) == {"available": 8, "received": 10, "lost": 2}


def test_what_counting_finds_had_come(mug: str) -> None:
    services.adjust_stock(sku=mug, difference=3, reason="behind the teapots")

    assert stock(mug) == {"available": 13, "received": 13}


def test_no_more_can_be_lost_than_is_there(mug: str) -> None:
    services.reserve(order_id=uuid4(), quantities={mug: 8}, event_id=uuid4())

    with pytest.raises(services.TooFewPieces) as refusal:
        services.adjust_stock(sku=mug, difference=-3, reason="stolen")

    assert refusal.value.shortages == (services.Shortage(sku=mug, wanted=3, there=2),)
    assert stock(mug) == {"available": 2, "reserved": 8, "received": 10}


@pytest.mark.parametrize("difference", [0, 100_001, -100_001])
def test_an_adjustment_of_no_sensible_size_is_refused(mug: str, difference: int) -> None:
    with pytest.raises(ValidationError, match="Give a difference"):
        services.adjust_stock(sku=mug, difference=difference, reason="counted")


def test_an_adjustment_needs_a_reason(mug: str) -> None:
    with pytest.raises(ValidationError, match="Say why"):
        services.adjust_stock(sku=mug, difference=-1, reason="  ")


def test_the_way_of_a_piece_from_the_shelf_to_a_customer_and_back(mug: str) -> None:
    order = uuid4()

    services.reserve(order_id=order, quantities={mug: 3}, event_id=uuid4())
    assert stock(mug) == {"available": 7, "reserved": 3, "received": 10}

    services.release(order_id=order, quantities={mug: 1}, event_id=uuid4())
    assert stock(mug) == {"available": 8, "reserved": 2, "received": 10}

    services.sell(order_id=order, quantities={mug: 2}, event_id=uuid4())
    assert stock(mug) == {"available": 8, "sold": 2, "received": 10}

    services.take_back(order_id=order, quantities={mug: 1}, event_id=uuid4())
    assert stock(mug) == {"available": 9, "sold": 1, "received": 10}

    ledger = Movement.objects.filter(order_id=order).order_by("id")
    assert list(ledger.values_list("cause", "quantity")) == [
        ("reserved", 3),
        ("released", 1),
        ("sold", 2),
        ("returned", 1),
    ]


def test_every_short_product_is_named_and_nothing_is_reserved(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=1)
    ProductFactory.create(sku="KETTLE", pieces=5)
    ProductFactory.create(sku="DISCO-BALL", on_sale=False)
    wanted = {"TEAPOT": 2, "KETTLE": 5, "DISCO-BALL": 1, "NO-SUCH-MUG": 1, mug: 10**9}

    with pytest.raises(services.TooFewPieces) as refusal:
        services.reserve(order_id=uuid4(), quantities=wanted, event_id=uuid4())

    assert {short.sku: short.there for short in refusal.value.shortages} == {
        "TEAPOT": 1,
        "DISCO-BALL": 0,
        "NO-SUCH-MUG": 0,
        mug: 10,
    }
    assert stock("KETTLE") == {"available": 5, "received": 5}
    assert not Movement.objects.filter(cause="reserved").exists()


def test_what_was_not_reserved_is_not_sold(mug: str) -> None:
    with pytest.raises(services.TooFewPieces, match="1 wanted, 0 there"):
        services.sell(order_id=uuid4(), quantities={mug: 1}, event_id=uuid4())


def test_a_withdrawn_product_can_still_be_released_and_sold(mug: str) -> None:
    order = uuid4()
    services.reserve(order_id=order, quantities={mug: 2}, event_id=uuid4())
    services.withdraw_product(sku=mug)

    services.release(order_id=order, quantities={mug: 1}, event_id=uuid4())
    services.sell(order_id=order, quantities={mug: 1}, event_id=uuid4())

    assert stock(mug) == {"available": 9, "sold": 1, "received": 10}


def test_an_event_that_is_heard_twice_moves_pieces_once(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=4)
    order, event = uuid4(), uuid4()

    for _ in range(3):
        services.reserve(order_id=order, quantities={mug: 3, "TEAPOT": 4}, event_id=event)

    assert stock(mug) == {"available": 7, "reserved": 3, "received": 10}
    assert stock("TEAPOT") == {"reserved": 4, "received": 4}
    assert len(announced("stock_changed")) == 3  # two deliveries and one order


def test_an_order_without_lines_moves_nothing(mug: str) -> None:
    services.take_back(order_id=uuid4(), quantities={}, event_id=uuid4())

    assert stock(mug) == {"available": 10, "received": 10}


@pytest.mark.parametrize("lines", [1, 2, 20])
def test_a_booking_takes_two_statements_however_many_lines_it_has(
    lines: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    quantities = {ProductFactory.create(sku=f"CUP-{n}").sku: 2 for n in range(lines)}

    with unit_of_work(), django_assert_num_queries(2):  # the UPDATE, the ledger
        services.reserve(order_id=uuid4(), quantities=quantities, event_id=uuid4())


# --- what the database itself refuses ------------------------------------------------------


@pytest.mark.parametrize("counter", ["available", "reserved", "sold", "received", "lost"])
def test_no_counter_falls_below_nothing(mug: str, counter: str) -> None:
    with pytest.raises(IntegrityError):
        Stock.objects.filter(pk=mug).update(**{counter: -1})


@pytest.mark.parametrize("counter", ["available", "reserved", "sold", "received", "lost"])
def test_no_piece_appears_or_vanishes(mug: str, counter: str) -> None:
    with pytest.raises(IntegrityError, match="inventory_every_piece_is_somewhere"):
        Stock.objects.filter(pk=mug).update(**{counter: F(counter) + 1})


def test_an_event_has_one_line_in_the_ledger_for_each_cause_and_product() -> None:
    movement = MovementFactory.create(event_id=uuid4())
    MovementFactory.create(event_id=movement.event_id, product=movement.product, cause="sold")

    with pytest.raises(IntegrityError):
        MovementFactory.create(event_id=movement.event_id, product=movement.product)


@pytest.mark.parametrize(("cause", "quantity"), [("received", 0), ("sold", -1), ("adjusted", 0)])
def test_a_movement_moves_something(cause: str, quantity: int) -> None:
    with pytest.raises(IntegrityError, match="inventory_movement_moves"):
        MovementFactory.create(cause=cause, quantity=quantity)


def test_the_words_for_the_admin() -> None:
    stock = StockFactory.create(product__sku="TALL-MUG")
    assert str(stock) == "TALL-MUG: 10 available"
    assert str(MovementFactory.create(product=stock.product)) == "1 of TALL-MUG received"
