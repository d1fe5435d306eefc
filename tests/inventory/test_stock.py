"""The stock: pieces are received, counted, ordered, sold and returned, and always add up."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from events.api import unit_of_work
from inventory import services
from inventory.models import COUNTERS, Movement, Stock
from tests.inventory.factories import MovementFactory, ProductFactory
from tests.inventory.orders import published, stock

pytestmark = pytest.mark.django_db


def test_received_pieces_are_available(mug: str) -> None:
    services.receive_stock(sku=mug, quantity=5, note="second delivery")

    assert stock(mug) == {"available": 15, "received": 15}
    assert Movement.objects.values_list("note", flat=True).latest("id") == "second delivery"


@pytest.mark.parametrize("quantity", [0, -1, 100_001, 10**9])
def test_receiving_checks_the_quantity(mug: str, quantity: int) -> None:
    with pytest.raises(ValidationError, match="from 1 to 100,000"):
        services.receive_stock(sku=mug, quantity=quantity)

    assert stock(mug) == {"available": 10, "received": 10}


def test_receiving_needs_a_known_product() -> None:
    with pytest.raises(services.InsufficientStock, match="NO-SUCH-MUG"):
        services.receive_stock(sku="NO-SUCH-MUG", quantity=1)


@pytest.mark.parametrize(
    ("difference", "counters"),
    [(-2, {"available": 8, "received": 10, "lost": 2}), (3, {"available": 13, "received": 13})],
    ids=["missing pieces are lost", "found pieces are received"],
)
def test_counted_pieces_adjust_the_stock(
    mug: str, difference: int, counters: dict[str, int]
) -> None:
    services.adjust_stock(sku=mug, difference=difference, reason="counted")

    assert stock(mug) == counters


def test_only_available_pieces_can_be_lost(mug: str) -> None:
    services.reserve_stock(order_id=uuid4(), quantities={mug: 8}, event_id=uuid4())

    with pytest.raises(services.InsufficientStock) as error:
        services.adjust_stock(sku=mug, difference=-3, reason="stolen")

    assert error.value.available == {mug: 2}
    assert stock(mug) == {"available": 2, "reserved": 8, "received": 10}


@pytest.mark.parametrize(
    ("difference", "reason", "error"),
    [
        (0, "counted", "Enter a difference"),
        (100_001, "counted", "Enter a difference"),
        (-100_001, "counted", "Enter a difference"),
        (-1, "  ", "Enter a reason"),
    ],
)
def test_adjusting_checks_difference_and_reason(
    mug: str, difference: int, reason: str, error: str
) -> None:
    with pytest.raises(ValidationError, match=error):
        services.adjust_stock(sku=mug, difference=difference, reason=reason)


@pytest.mark.parametrize("status", ["draft", "coming_soon", "withdrawn"])
def test_only_products_on_sale_can_be_reserved(mug: str, status: str) -> None:
    services.change_product(sku=mug, status=status)

    with pytest.raises(services.InsufficientStock):
        services.reserve_stock(order_id=uuid4(), quantities={mug: 1}, event_id=uuid4())


def test_selling_needs_a_reservation(mug: str) -> None:
    with pytest.raises(services.InsufficientStock, match="0 available"):
        services.sell_reserved_stock(order_id=uuid4(), quantities={mug: 1}, event_id=uuid4())


def test_withdrawn_product_can_be_released_and_sold(mug: str) -> None:
    order = uuid4()
    services.reserve_stock(order_id=order, quantities={mug: 2}, event_id=uuid4())
    services.withdraw_product(sku=mug)

    services.release_stock(order_id=order, quantities={mug: 1}, event_id=uuid4())
    services.sell_reserved_stock(order_id=order, quantities={mug: 1}, event_id=uuid4())

    assert stock(mug) == {"available": 9, "sold": 1, "received": 10}


def test_repeated_event_moves_pieces_once(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=4)
    order, event = uuid4(), uuid4()

    for _ in range(3):
        services.reserve_stock(order_id=order, quantities={mug: 3, "TEAPOT": 4}, event_id=event)

    assert stock(mug) == {"available": 7, "reserved": 3, "received": 10}
    assert stock("TEAPOT") == {"reserved": 4, "received": 4}
    assert len(published("stock_changed")) == 3  # two deliveries and one order


def test_order_without_lines_moves_nothing(mug: str) -> None:
    services.restock(order_id=uuid4(), quantities={}, event_id=uuid4())

    assert stock(mug) == {"available": 10, "received": 10}


@pytest.mark.parametrize("lines", [1, 2, 20])
def test_statements_do_not_depend_on_the_number_of_lines(lines: int) -> None:
    quantities = {ProductFactory.create(sku=f"CUP-{n}").sku: 2 for n in range(lines)}

    with unit_of_work(), CaptureQueriesContext(connection) as captured:
        services.reserve_stock(order_id=uuid4(), quantities=quantities, event_id=uuid4())

    ours = [query["sql"] for query in captured.captured_queries if "inventory_" in query["sql"]]
    assert len([sql for sql in ours if 'INSERT INTO "events_' not in sql]) == 3


# --- constraints ---------------------------------------------------------------------------


@pytest.mark.parametrize("counter", COUNTERS)
def test_database_rejects_negative_counters(mug: str, counter: str) -> None:
    with pytest.raises(IntegrityError):
        Stock.objects.filter(pk=mug).update(**{counter: -1})


@pytest.mark.parametrize("counter", COUNTERS)
def test_database_rejects_counters_that_do_not_add_up(mug: str, counter: str) -> None:
    with pytest.raises(IntegrityError, match="inventory_every_piece_is_counted"):
        Stock.objects.filter(pk=mug).update(**{counter: F(counter) + 1})


def test_database_rejects_a_second_movement_for_an_event() -> None:
    movement = MovementFactory.create(event_id=uuid4())
    MovementFactory.create(event_id=movement.event_id, product=movement.product, cause="sold")

    with pytest.raises(IntegrityError):
        MovementFactory.create(event_id=movement.event_id, product=movement.product)


@pytest.mark.parametrize(("cause", "quantity"), [("received", 0), ("sold", -1), ("adjusted", 0)])
def test_database_rejects_empty_movements(cause: str, quantity: int) -> None:
    with pytest.raises(IntegrityError, match="inventory_movement_is_not_empty"):
        MovementFactory.create(cause=cause, quantity=quantity)
