"""Reorders: drafted once, ordered once, closed when the pieces arrive."""

from uuid import UUID, uuid4

import pytest

from events.testing import deliver_all
from inventory import services
from inventory.models import Reorder
from tests.inventory.factories import ProductFactory, ReorderFactory
from tests.inventory.orders import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mug")]


def draft(available: int = 2, threshold: int = 3, event_id: UUID | None = None) -> None:
    services.draft_reorder(
        sku="TALL-MUG", available=available, threshold=threshold, event_id=event_id or uuid4()
    )


def statuses() -> list[str]:
    return list(Reorder.objects.order_by("id").values_list("status", flat=True))


def test_draft_fills_stock_to_four_times_the_threshold() -> None:
    draft(available=2)

    assert str(Reorder.objects.get()) == "10 x TALL-MUG"


def test_draft_is_for_at_least_one_piece() -> None:
    draft(available=0, threshold=0)

    assert Reorder.objects.get().quantity == 1


def test_repeated_event_drafts_once() -> None:
    event = uuid4()
    draft(event_id=event)
    services.mark_ordered(reorder_id=Reorder.objects.get().pk)

    draft(event_id=event)

    assert statuses() == ["ordered"]


def test_product_has_at_most_one_draft() -> None:
    draft()
    draft()
    assert statuses() == ["draft"]

    services.mark_ordered(reorder_id=Reorder.objects.get().pk)
    draft()
    assert statuses() == ["ordered", "draft"]


def test_received_pieces_close_ordered_reorders(mug: str) -> None:
    ProductFactory.create(sku="TEAPOT")
    ReorderFactory.create(product_id="TEAPOT", product=None, status="ordered")
    draft()
    services.mark_ordered(reorder_id=Reorder.objects.get(product=mug).pk)
    draft()

    services.receive_stock(sku=mug, quantity=8)

    assert statuses() == ["ordered", "received", "draft"]
    assert Reorder.objects.get(status="received").closed_at


def test_withdrawing_a_product_discards_its_draft() -> None:
    draft()

    services.withdraw_product(sku="TALL-MUG")

    assert statuses() == ["discarded"]


def test_product_withdrawn_before_delivery_gets_no_draft() -> None:
    place({"TALL-MUG": 8})
    services.withdraw_product(sku="TALL-MUG")

    deliver_all()

    assert statuses() == []
