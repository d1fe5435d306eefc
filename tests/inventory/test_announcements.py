"""What is said of the stock: once an operation what changed, and each crossing once."""

import logging
from uuid import uuid4

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from events.testing import deliver_all
from inventory import services
from inventory.models import Reorder
from tests.inventory.factories import ProductFactory
from tests.inventory.shelves import announced

pytestmark = pytest.mark.django_db


@pytest.fixture
def mug() -> str:
    """Ten tall mugs, low from three on."""
    ProductFactory.create(sku="TALL-MUG", name="Tall mug", pieces=10, threshold=3)
    return "TALL-MUG"


def take(sku: str, pieces: int) -> None:
    services.adjust_stock(sku=sku, difference=-pieces, reason="given to the window display")


def test_an_order_of_two_products_is_one_change_of_the_stock(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", slug="morning-teapot", pieces=5)

    services.reserve(order_id=uuid4(), quantities={mug: 1, "TEAPOT": 1}, event_id=uuid4())

    assert announced("stock_changed")[-1] == {
        "changes": [
            {
                "sku": mug,
                "slug": "tall-mug",
                "available": 9,
                "reserved": 1,
                "cause": "reserved",
                "scarce": False,
            },
            {
                "sku": "TEAPOT",
                "slug": "morning-teapot",
                "available": 4,
                "reserved": 1,
                "cause": "reserved",
                "scarce": False,
            },
        ]
    }


def test_low_is_said_on_the_way_down_and_once(mug: str) -> None:
    take(mug, 6)
    assert announced("stock_low") == []

    take(mug, 1)
    take(mug, 1)

    assert announced("stock_low") == [
        {"sku": mug, "name": "Tall mug", "available": 3, "threshold": 3}
    ]


def test_low_is_said_again_after_a_delivery(mug: str) -> None:
    take(mug, 8)
    services.receive_stock(sku=mug, quantity=1)
    take(mug, 1)
    assert len(announced("stock_low")) == 1

    services.receive_stock(sku=mug, quantity=8)
    take(mug, 8)
    assert len(announced("stock_low")) == 2


def test_the_last_piece_is_depletion_and_not_lowness_again(mug: str) -> None:
    take(mug, 8)
    take(mug, 2)

    assert announced("stock_depleted") == [{"sku": mug, "name": "Tall mug"}]
    assert [said["available"] for said in announced("stock_low")] == [2]


def test_what_sells_out_in_one_move_is_low_and_depleted(mug: str) -> None:
    take(mug, 10)

    assert announced("stock_low") == [
        {"sku": mug, "name": "Tall mug", "available": 0, "threshold": 3}
    ]
    assert announced("stock_depleted") == [{"sku": mug, "name": "Tall mug"}]


def test_what_sells_out_in_one_move_is_suggested_to_be_bought_again(mug: str) -> None:
    take(mug, 10)
    deliver_all()

    assert str(Reorder.objects.get()) == "12 of TALL-MUG"


def test_a_sale_of_reserved_pieces_is_no_crossing(mug: str) -> None:
    order = uuid4()
    services.reserve(order_id=order, quantities={mug: 10}, event_id=uuid4())

    services.sell(order_id=order, quantities={mug: 10}, event_id=uuid4())

    assert len(announced("stock_depleted")) == 1
    assert len(announced("stock_replenished")) == 1  # the first delivery


def test_what_was_sold_out_is_announced_when_it_is_back(mug: str) -> None:
    order = uuid4()
    services.reserve(order_id=order, quantities={mug: 10}, event_id=uuid4())
    services.release(order_id=order, quantities={mug: 4}, event_id=uuid4())
    services.release(order_id=order, quantities={mug: 6}, event_id=uuid4())

    assert announced("stock_replenished")[1:] == [
        {"sku": mug, "slug": "tall-mug", "name": "Tall mug", "available": 4}
    ]


def test_what_is_withdrawn_is_not_announced_as_back(mug: str) -> None:
    take(mug, 10)
    services.withdraw_product(sku=mug)

    services.receive_stock(sku=mug, quantity=5)

    assert len(announced("stock_replenished")) == 1  # the first delivery


def test_every_announcement_leaves_a_line_in_the_log(
    mug: str,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with (
        caplog.at_level(logging.INFO, "inventory.events"),
        django_capture_on_commit_callbacks(execute=True),
    ):
        take(mug, 7)

    lines = {record.getMessage(): record for record in caplog.records}
    assert {"inventory.stock_changed", "inventory.stock_low"} <= lines.keys()
    assert vars(lines["inventory.stock_low"])["event_name"] == "Tall mug"
