"""What the life of an order does to the stock, told by the order's own signals."""

from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from events.api import unit_of_work
from events.models import Refusal, StoredEvent
from events.testing import deliver_all
from inventory import services
from inventory.models import Movement, Reorder
from orders.signals import LinesUnavailable, RefundedLine, Shortage, order_placed
from tests.inventory.factories import ProductFactory
from tests.inventory.shelves import cancel, complete, place, placed, refund, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _goods() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    ProductFactory.create(sku="TEAPOT", pieces=2)


def test_placing_an_order_reserves_its_lines() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 1})

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
    assert stock("TEAPOT") == {"available": 1, "reserved": 1, "received": 2}
    event = StoredEvent.objects.get(signal="orders.order_placed")
    assert set(Movement.objects.filter(order_id=order).values_list("event_id", flat=True)) == {
        event.pk
    }


def test_an_order_of_what_is_not_there_is_refused_with_all_that_is_short() -> None:
    services.withdraw_product(sku="TEAPOT")

    with pytest.raises(LinesUnavailable) as refusal:
        place({"TALL-MUG": 11, "TEAPOT": 1, "NO-SUCH-MUG": 2})

    assert refusal.value.shortages == (
        Shortage(sku="NO-SUCH-MUG", wanted=2, available=0),
        Shortage(sku="TALL-MUG", wanted=11, available=10),
        Shortage(sku="TEAPOT", wanted=1, available=0),
    )
    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert not StoredEvent.objects.filter(signal="orders.order_placed").exists()
    assert Refusal.objects.get().receiver == "inventory.reserve_stock"


def test_paying_turns_the_reservation_into_a_sale() -> None:
    order = place({"TALL-MUG": 3})

    complete(order, {"TALL-MUG": 3})

    assert stock("TALL-MUG") == {"available": 7, "sold": 3, "received": 10}


def test_cancelling_an_unpaid_order_releases_what_it_reserved() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 2})

    cancel(order, {"TALL-MUG": 3, "TEAPOT": 2}, was_paid=False)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert stock("TEAPOT") == {"available": 2, "received": 2}


def test_cancelling_a_paid_order_books_the_sale_back() -> None:
    order = place({"TALL-MUG": 3})
    complete(order, {"TALL-MUG": 3})

    cancel(order, {"TALL-MUG": 3}, was_paid=True)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}


def test_what_is_sent_back_returns_to_the_shelf_if_it_can_be_sold_again() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 1})
    complete(order, {"TALL-MUG": 3, "TEAPOT": 1})
    mugs = RefundedLine(
        sku="TALL-MUG", name="Tall mug", quantity=2, amount=Decimal("25.00"), resaleable=True
    )
    teapot = RefundedLine(
        sku="TEAPOT", name="Teapot", quantity=1, amount=Decimal("34.90"), resaleable=False
    )

    refund(order, mugs, teapot)

    assert stock("TALL-MUG") == {"available": 9, "sold": 1, "received": 10}
    assert stock("TEAPOT") == {"available": 1, "sold": 1, "received": 2}


def test_two_refunds_of_one_order_are_two_returns() -> None:
    order = place({"TALL-MUG": 2})
    complete(order, {"TALL-MUG": 2})
    one = RefundedLine(
        sku="TALL-MUG", name="Tall mug", quantity=1, amount=Decimal("12.50"), resaleable=True
    )

    refund(order, one)
    refund(order, one)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}


def test_pieces_of_two_lines_of_one_product_are_added_up() -> None:
    event = placed(uuid4(), {"TALL-MUG": 6})

    with pytest.raises(LinesUnavailable) as refusal, unit_of_work():
        order_placed.publish(replace(event, lines=event.lines * 2))

    assert refusal.value.shortages == (Shortage(sku="TALL-MUG", wanted=12, available=10),)


def test_an_order_that_makes_a_product_low_drafts_a_reorder() -> None:
    place({"TALL-MUG": 7})
    deliver_all()

    draft = Reorder.objects.get()
    assert (draft.product_id, draft.status, draft.quantity) == ("TALL-MUG", "draft", 9)
