"""The effect of an order's events on the stock."""

from decimal import Decimal
from uuid import UUID

import pytest

from events.api import unit_of_work
from events.models import Refusal, StoredEvent
from events.testing import deliver_all
from inventory import services
from inventory.models import Movement, Reorder
from orders.signals import LinesUnavailable, RefundedLine, Shortage, order_placed
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import cancel, complete, lines, place, published, refund, stock
from tests.order_events.factories import PlacedFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _products() -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)
    ProductFactory.create(sku="TEAPOT", pieces=2)


def returned(sku: str, quantity: int, *, resaleable: bool = True) -> RefundedLine:
    return RefundedLine(
        sku=sku, name=sku, quantity=quantity, amount=Decimal("12.50"), resaleable=resaleable
    )


def ledger(order_id: UUID) -> list[tuple[str, str, int]]:
    movements = Movement.objects.filter(order_id=order_id).order_by("id")
    return list(movements.values_list("product", "cause", "quantity"))


def test_placed_order_reserves_its_lines() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 1})

    assert stock("TALL-MUG") == {"available": 7, "reserved": 3, "received": 10}
    assert stock("TEAPOT") == {"available": 1, "reserved": 1, "received": 2}
    event = StoredEvent.objects.get(signal="orders.order_placed")
    assert set(Movement.objects.filter(order_id=order).values_list("event_id", flat=True)) == {
        event.pk
    }


def test_order_is_refused_with_every_shortage() -> None:
    ProductFactory.create(sku="KETTLE", pieces=1)
    services.withdraw_product(sku="TEAPOT")

    with pytest.raises(LinesUnavailable) as refusal:
        place({"TALL-MUG": 10**9, "TEAPOT": 1, "KETTLE": 1, "NO-SUCH-MUG": 2})

    assert refusal.value.shortages == (
        Shortage(sku="NO-SUCH-MUG", wanted=2, available=0),
        Shortage(sku="TALL-MUG", wanted=10**9, available=10),
        Shortage(sku="TEAPOT", wanted=1, available=0),
    )
    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert stock("KETTLE") == {"available": 1, "received": 1}
    assert not StoredEvent.objects.filter(signal="orders.order_placed").exists()
    assert Refusal.objects.get().receiver == "inventory.reserve_stock"


def test_sale_publishes_no_change_of_the_available_stock() -> None:
    order = place({"TALL-MUG": 10})
    before = published("stock_changed")

    complete(order, {"TALL-MUG": 10})

    assert published("stock_changed") == before


def test_cancelled_unpaid_order_releases_its_reservation() -> None:
    order = place({"TALL-MUG": 3, "TEAPOT": 2})

    cancel(order, {"TALL-MUG": 3, "TEAPOT": 2}, was_paid=False)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert stock("TEAPOT") == {"available": 2, "received": 2}
    assert ("TALL-MUG", "released", 3) in ledger(order)


def test_paid_order_is_sold_and_restocked_when_cancelled() -> None:
    order = place({"TALL-MUG": 3})
    complete(order, {"TALL-MUG": 3})
    assert stock("TALL-MUG") == {"available": 7, "sold": 3, "received": 10}

    cancel(order, {"TALL-MUG": 3}, was_paid=True)

    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert ledger(order) == [
        ("TALL-MUG", "reserved", 3),
        ("TALL-MUG", "sold", 3),
        ("TALL-MUG", "returned", 3),
    ]


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
    event = PlacedFactory.build(lines=lines({"TALL-MUG": 6}) * 2)

    with pytest.raises(LinesUnavailable) as refusal, unit_of_work():
        order_placed.publish(event)

    assert refusal.value.shortages == (Shortage(sku="TALL-MUG", wanted=12, available=10),)


def test_order_that_makes_a_product_low_drafts_a_reorder() -> None:
    place({"TALL-MUG": 7})
    deliver_all()

    draft = Reorder.objects.get()
    assert (draft.product_id, draft.status, draft.quantity) == ("TALL-MUG", "draft", 9)
