"""The events about stock: one for each change, one for each limit that is crossed."""

import logging
from operator import itemgetter
from uuid import uuid4

import pytest

from inventory import services
from inventory.models import Stock
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import committed, place, published

pytestmark = pytest.mark.django_db


def write_off(sku: str, pieces: int) -> None:
    services.adjust_stock(sku=sku, difference=-pieces, reason="broken")


def test_order_of_two_products_publishes_one_change(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", slug="morning-teapot", pieces=5)

    place({mug: 1, "TEAPOT": 1})

    (event,) = published("stock_changed")[2:]  # after two deliveries
    fields = itemgetter("sku", "slug", "available", "reserved", "cause", "scarce")
    assert [fields(change) for change in event["changes"]] == [
        (mug, "tall-mug", 9, 1, "reserved", False),
        ("TEAPOT", "morning-teapot", 4, 1, "reserved", False),
    ]


def test_stock_low_is_published_once_at_the_threshold(mug: str) -> None:
    place({mug: 6})
    assert published("stock_low") == []

    place({mug: 1})
    place({mug: 1})
    services.set_threshold(sku=mug, threshold=2)
    assert published("stock_low") == [
        {"sku": mug, "name": "Tall mug", "available": 3, "threshold": 3, "cause": "reserved"}
    ]

    services.receive_stock(sku=mug, quantity=8)
    place({mug: 8})
    assert len(published("stock_low")) == 2


def test_raised_threshold_publishes_stock_low(mug: str) -> None:
    services.set_threshold(sku=mug, threshold=9)
    assert published("stock_low") == []

    services.set_threshold(sku=mug, threshold=10)
    services.set_threshold(sku=mug, threshold=12)

    assert published("stock_low") == [
        {"sku": mug, "name": "Tall mug", "available": 10, "threshold": 10, "cause": "threshold"}
    ]


@pytest.mark.parametrize("status", ["draft", "coming_soon", "withdrawn"])
def test_product_not_on_sale_is_never_low(mug: str, status: str) -> None:
    services.change_product(sku=mug, status=status)

    services.set_threshold(sku=mug, threshold=10)
    write_off(mug, 10)

    assert published("stock_low") == []


def test_last_piece_depletes_without_a_second_stock_low(mug: str) -> None:
    place({mug: 8})
    place({mug: 2})

    assert published("stock_depleted") == [{"sku": mug, "name": "Tall mug", "cause": "reserved"}]
    assert [event["available"] for event in published("stock_low")] == [2]


def test_write_off_is_named_as_the_cause(mug: str) -> None:
    write_off(mug, 10)

    assert published("stock_low") == [
        {"sku": mug, "name": "Tall mug", "available": 0, "threshold": 3, "cause": "adjusted"}
    ]
    assert published("stock_depleted") == [{"sku": mug, "name": "Tall mug", "cause": "adjusted"}]


def test_sale_of_reserved_pieces_crosses_no_limit(mug: str) -> None:
    order = place({mug: 10})

    services.sell_reserved_stock(order_id=order, quantities={mug: 10}, event_id=uuid4())

    assert len(published("stock_depleted")) == 1
    assert len(published("stock_replenished")) == 1  # the first delivery


def test_stock_replenished_is_published_once(mug: str) -> None:
    order = place({mug: 10})
    services.release_stock(order_id=order, quantities={mug: 4}, event_id=uuid4())
    services.release_stock(order_id=order, quantities={mug: 6}, event_id=uuid4())

    assert published("stock_replenished")[1:] == [
        {"sku": mug, "slug": "tall-mug", "name": "Tall mug", "available": 4}
    ]


def test_withdrawn_product_is_not_replenished(mug: str) -> None:
    write_off(mug, 10)
    services.withdraw_product(sku=mug)

    services.receive_stock(sku=mug, quantity=5)

    assert len(published("stock_replenished")) == 1  # the first delivery


def test_events_are_logged(mug: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "inventory.events"), committed():
        write_off(mug, 7)

    lines = {record.getMessage(): record for record in caplog.records}
    assert {"inventory.stock_changed", "inventory.stock_low"} <= lines.keys()
    assert vars(lines["inventory.stock_low"])["event_name"] == "Tall mug"


def test_unknown_product_has_no_threshold() -> None:
    with pytest.raises(Stock.DoesNotExist):
        services.set_threshold(sku="NO-MUG", threshold=3)
