"""What ought to be bought: drafted once, ordered once."""

from uuid import uuid4

import pytest

from inventory import services
from inventory.models import Reorder
from tests.inventory.factories import ProductFactory, ReorderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mug() -> None:
    ProductFactory.create(sku="TALL-MUG")


def draft(available: int = 2, event_id: object = None) -> None:
    services.draft_reorder(
        sku="TALL-MUG",
        available=available,
        threshold=3,
        event_id=event_id or uuid4(),  # type: ignore[arg-type]
    )


def test_a_draft_fills_the_shelf_to_four_times_the_threshold() -> None:
    draft(available=2)

    assert str(Reorder.objects.get()) == "10 of TALL-MUG"


def test_a_draft_asks_for_one_piece_at_least() -> None:
    services.draft_reorder(sku="TALL-MUG", available=0, threshold=0, event_id=uuid4())

    assert Reorder.objects.get().quantity == 1


def test_an_event_that_is_heard_twice_drafts_once() -> None:
    event = uuid4()
    draft(event_id=event)
    services.mark_ordered(reorder_id=Reorder.objects.get().pk)

    draft(event_id=event)

    assert Reorder.objects.count() == 1


def test_while_a_draft_waits_there_is_no_second_one() -> None:
    draft()
    draft()
    assert Reorder.objects.count() == 1

    services.mark_ordered(reorder_id=Reorder.objects.get().pk)
    draft()
    assert Reorder.objects.count() == 2


def test_a_draft_is_ordered_once() -> None:
    reorder = ReorderFactory.create()

    assert services.mark_ordered(reorder_id=reorder.pk)
    reorder.refresh_from_db()
    first = reorder.ordered_at
    assert not services.mark_ordered(reorder_id=reorder.pk)

    reorder.refresh_from_db()
    assert (reorder.status, reorder.ordered_at) == ("ordered", first)
