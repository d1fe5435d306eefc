"""Transitions of orders, and the constraints of the database."""

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
def test_only_allowed_transitions_are_made(here: str, there: str) -> None:
    order = OrderFactory.create(status=here, **_in_status(here))
    changes, target = _in_status(there), Status(there)

    if (here, there) in ALLOWED:
        move(order.pk, target, **changes)
        assert shop.fresh(order).status == there
    elif target in SOURCES:
        with pytest.raises(services.TransitionNotAllowed) as refused:
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


def test_paid_order_is_shipped_and_delivered(goods: None) -> None:
    order = shop.buy({"TALL-MUG": 1})

    shipped = services.ship_order(order_id=order.pk, tracking_number="1Z-999")
    assert (shipped.status, shipped.tracking_number) == ("shipped", "1Z-999")
    payload = shop.payload_of(order, "order_shipped")
    assert (payload["carrier"], payload["tracking_number"]) == ("Parcel Post", "1Z-999")

    delivered = services.deliver_order(order_id=order.pk)
    assert delivered.status == "delivered"
    assert delivered.delivered_at is not None
    assert shop.events_of(order)[-2:] == ["order_shipped", "order_delivered"]


def test_unpaid_order_is_not_shipped(goods: None) -> None:
    order = shop.place({"TALL-MUG": 1})

    with pytest.raises(services.TransitionNotAllowed) as refused:
        services.ship_order(order_id=order.pk, tracking_number="1Z-999")

    assert str(refused.value) == "This order is waiting for payment and cannot be shipped any more."
    assert shop.events_of(order) == ["order_placed", "payment_requested"]


@pytest.mark.django_db
def test_unknown_order_does_not_exist() -> None:
    with pytest.raises(Order.DoesNotExist):
        services.deliver_order(order_id=shop.unknown_id())


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "lost"},
        {"total": "1.00"},
        {"goods_paid": "-12.00", "total": "-7.10"},
        {"goods_paid": "13.00", "total": "17.90"},
        {"shipping_paid": "5.00", "total": "17.00"},
        {"refunded": "16.91"},
        {"status": "cancelled"},
        {"cancel_reason": "staff"},
        {"status": "completed"},
    ],
)
@pytest.mark.django_db
def test_database_refuses_an_inconsistent_order(nonsense: dict[str, str]) -> None:
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
def test_database_refuses_an_inconsistent_line(nonsense: dict[str, object]) -> None:
    line = OrderFactory.create().lines.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Line.objects.filter(pk=line.pk).update(**nonsense)
