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


@pytest.mark.django_db
def test_unknown_order_does_not_exist() -> None:
    with pytest.raises(Order.DoesNotExist):
        services.deliver_order(order_id=shop.unknown_id())


@pytest.mark.parametrize(
    ("model", "nonsense"),
    [
        (Order, {"status": "lost"}),
        (Order, {"total": "1.00"}),
        (Order, {"goods_paid": "-12.00", "total": "-7.10"}),
        (Order, {"goods_paid": "13.00", "total": "17.90"}),
        (Order, {"shipping_paid": "5.00", "total": "17.00"}),
        (Order, {"refunded": "16.91"}),
        (Order, {"status": "cancelled"}),
        (Order, {"cancel_reason": "staff"}),
        (Order, {"status": "completed"}),
        (Line, {"quantity": 0}),
        (Line, {"quantity": 2}),
        (Line, {"paid": "12.01"}),
        (Line, {"paid": "-0.01"}),
        (Line, {"refunded_quantity": 2}),
    ],
)
@pytest.mark.django_db
def test_database_refuses_inconsistent_values(
    model: type[Order | Line], nonsense: dict[str, object]
) -> None:
    OrderFactory.create()

    with pytest.raises(IntegrityError), transaction.atomic():
        model._default_manager.update(**nonsense)
