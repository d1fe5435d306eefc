"""The effect of an order's events on the stock."""

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
from tests.inventory.orders import cancel, complete, place, placed, refund, stock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _products() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    ProductFactory.create(sku="TEAPOT", pieces=2)


def returned(sku: str, quantity: int, *, resaleable: bool = True) -> RefundedLine:
    return RefundedLine(
        sku=sku, name=sku, quantity=quantity, amount=Decimal("12.50"), resaleable=resaleable
    )


def test_placed_order_reserves_its_lines() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 1})

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
    assert stock("TEAPOT") == {"available": 1, "reserved": 1, "received": 2}
    event = StoredEvent.objects.get(signal="orders.order_placed")
    assert set(Movement.objects.filter(order_id=order).values_list("event_id", flat=True)) == {
        event.pk
    }


def test_order_is_refused_with_every_shortage() -> None:
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


def test_completed_order_sells_its_reservation() -> None:
    order = place({"TALL-MUG": 3})

    complete(order, {"TALL-MUG": 3})

    assert stock("TALL-MUG") == {"available": 7, "sold": 3, "received": 10}


def test_cancelled_unpaid_order_releases_its_reservation() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 2})

    cancel(order, {"TALL-MUG": 3, "TEAPOT": 2}, was_paid=False)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert stock("TEAPOT") == {"available": 2, "received": 2}


def test_cancelled_paid_order_is_restocked() -> None:
    order = place({"TALL-MUG": 3})
    complete(order, {"TALL-MUG": 3})

    cancel(order, {"TALL-MUG": 3}, was_paid=True)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}


def test_resaleable_lines_of_a_refund_are_restocked() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 1})
    complete(order, {"TALL-MUG": 3, "TEAPOT": 1})

    refund(order, returned("TALL-MUG", 2), returned("TEAPOT", 1, resaleable=False))

    assert stock("TALL-MUG") == {"available": 9, "sold": 1, "received": 10}
    assert stock("TEAPOT") == {"available": 1, "sold": 1, "received": 2}


def test_each_refund_of_an_order_is_restocked() -> None:
    order = place({"TALL-MUG": 2})
    complete(order, {"TALL-MUG": 2})

    refund(order, returned("TALL-MUG", 1))
    refund(order, returned("TALL-MUG", 1))

    assert stock("TALL-MUG") == {"available": 10, "received": 10}


def test_lines_of_the_same_product_are_added_up() -> None:
    event = placed(uuid4(), {"TALL-MUG": 6})

    with pytest.raises(LinesUnavailable) as refusal, unit_of_work():
        order_placed.publish(replace(event, lines=event.lines * 2))

    assert refusal.value.shortages == (Shortage(sku="TALL-MUG", wanted=12, available=10),)


def test_order_that_makes_a_product_low_drafts_a_reorder() -> None:
    place({"TALL-MUG": 7})
    deliver_all()

    draft = Reorder.objects.get()
    assert (draft.product_id, draft.status, draft.quantity) == ("TALL-MUG", "draft", 9)
