"""The table of what may become of an order, and that the database agrees."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from orders import services
from orders.models import Line, Order, Status
from orders.services.transitions import SOURCES, move
from tests.orders import shop
from tests.orders.factories import OrderFactory

ALLOWED = {
    ("pending", "completed"),
    ("pending", "cancelled"),
    ("completed", "shipped"),
    ("completed", "cancelled"),
    ("completed", "refunded"),
    ("shipped", "delivered"),
    ("shipped", "refunded"),
    ("delivered", "refunded"),
}


@pytest.mark.parametrize("there", Status.values)
@pytest.mark.parametrize("here", Status.values)
@pytest.mark.django_db
def test_an_order_goes_where_the_table_allows_and_nowhere_else(here: str, there: str) -> None:
    order = OrderFactory.create(status=here, **_in_status(here))
    changes, target = _in_status(there), Status(there)

    if (here, there) in ALLOWED:
        move(order.pk, target, **changes)
        assert shop.fresh(order).status == there
    elif target in SOURCES:
        with pytest.raises(services.TransitionRefused) as refused:
            move(order.pk, target, **changes)
        assert refused.value.status == here
        assert shop.fresh(order).status == here
    else:
        assert there == "pending", "no order is sent back to the start"


def _in_status(status: str) -> dict[str, Any]:
    return {
        "cancel_reason": "staff" if status == "cancelled" else "",
        "paid_at": None if status == "pending" else timezone.now(),
    }


@pytest.mark.django_db
def test_a_step_from_one_status_is_not_taken_from_another() -> None:
    order = OrderFactory.create()

    with pytest.raises(services.TransitionRefused, match="This order is waiting for its payment"):
        move(order.pk, Status.CANCELLED, source=Status.COMPLETED, cancel_reason="staff")


def test_the_parcel_is_shipped_and_delivered(goods: None) -> None:
    order = shop.buy({"TALL-MUG": 1})

    shipped = services.ship_order(order_id=order.pk, tracking_number="1Z-999")
    assert (shipped.status, shipped.tracking_number) == ("shipped", "1Z-999")
    payload = shop.payload_of(order, "order_shipped")
    assert (payload["carrier"], payload["tracking_number"]) == ("Parcel Post", "1Z-999")

    delivered = services.deliver_order(order_id=order.pk)
    assert delivered.status == "delivered"
    assert delivered.delivered_at is not None
    assert shop.events_of(order)[-2:] == ["order_shipped", "order_delivered"]


def test_an_order_is_not_shipped_before_it_is_paid(goods: None) -> None:
    order = shop.place({"TALL-MUG": 1}).order

    with pytest.raises(services.TransitionRefused) as refused:
        services.ship_order(order_id=order.pk, tracking_number="1Z-999")

    assert str(refused.value) == "This order is waiting for its payment: it cannot be shipped."
    assert shop.events_of(order) == ["order_placed"]


@pytest.mark.django_db
def test_an_unknown_order_goes_nowhere() -> None:
    with pytest.raises(Order.DoesNotExist):
        services.deliver_order(order_id=shop.nobody())


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "lost"},
        {"total": "1.00"},
        {"goods": "-12.00", "total": "-7.10"},
        {"adjustment": "1.00", "total": "17.90"},
        {"refunded": "16.91"},
        {"status": "cancelled"},
        {"cancel_reason": "staff"},
        {"status": "completed"},
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_an_order_that_contradicts_itself(nonsense: dict[str, str]) -> None:
    order = OrderFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**nonsense)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"quantity": 0},
        {"quantity": 2},
        {"paid": "12.01"},
        {"paid": "-0.01"},
        {"refunded_quantity": 2},
    ],
)
@pytest.mark.django_db
def test_the_database_refuses_a_line_that_contradicts_itself(nonsense: dict[str, object]) -> None:
    line = OrderFactory.create().lines.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(**nonsense)
