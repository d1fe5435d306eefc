"""Actions for many orders of the list: parcels, paper, cancellations and refunds."""

from typing import Literal
from uuid import UUID

import pytest
from django.db import OperationalError
from django.test import Client

from orders import services
from orders.models import Order
from tests.orders import shop
from tests.orders.admin.desk import MUG_AND_TEA, act, staff_with
from tests.orders.factories import OrderFactory


@pytest.fixture
def unpaid(goods: None) -> Order:
    return shop.place(MUG_AND_TEA)


@pytest.fixture
def cancelled(goods: None) -> Order:
    order = shop.buy(MUG_AND_TEA)
    return services.cancel_order(order_id=order.pk, reason="staff")


def statuses(*orders: Order) -> list[str]:
    return [shop.fresh(order).status for order in orders]


def test_each_order_is_shipped_with_its_own_number(
    staff: Client, order: Order, unpaid: Order
) -> None:
    second, later = (shop.buy(MUG_AND_TEA) for _ in range(2))
    orders = (order, second, later, unpaid)

    form = act(staff, "ship", *orders)
    assert f"{unpaid.number} is waiting for payment" in form
    assert f'name="{later.pk}"' in form
    numbers = {str(order.pk): "1Z-1", str(second.pk): "1Z-2"}
    said = act(staff, "ship", *orders, carrier="courier", **numbers)

    assert f"2 orders are shipped; {unpaid.number} is waiting for payment" in said
    assert [shop.fresh(each).tracking_number for each in orders] == ["1Z-1", "1Z-2", "", ""]
    assert statuses(later) == ["completed"]


def test_shipping_needs_at_least_one_tracking_number(staff: Client, order: Order) -> None:
    assert "Enter at least one tracking number." in act(staff, "ship", order, carrier="post")
    assert statuses(order) == ["completed"]


def test_shipped_orders_are_delivered(staff: Client, order: Order, unpaid: Order) -> None:
    shipped = [order, shop.buy(MUG_AND_TEA)]
    for each in shipped:
        services.ship_order(order_id=each.pk, tracking_number="1Z-999")

    said = act(staff, "deliver", *shipped, unpaid)

    assert statuses(*shipped) == ["delivered", "delivered"]
    assert f"2 orders are delivered; {unpaid.number} is waiting for payment and cannot be" in said


@pytest.mark.parametrize("paper", ["print_packing_slips", "print_labels"])
def test_paper_is_printed_for_paid_orders_only(
    staff: Client, order: Order, unpaid: Order, paper: str
) -> None:
    printed = act(staff, paper, order, unpaid)

    assert order.number in printed
    assert "United Kingdom" in printed
    assert unpaid.number not in printed
    assert "None of these orders is paid." in act(staff, paper, unpaid)


def test_packing_slip_lists_the_pieces_to_pack(staff: Client, order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 2}, resaleable=True)

    slip = act(staff, "print_packing_slips", order)

    assert "<td>3</td><td>Green tea</td><td>GREEN-TEA</td>" in slip
    assert "TALL-MUG" not in slip


# --- cancellations and refunds ---------------------------------------------------------------


def test_confirmed_orders_are_cancelled(staff: Client, order: Order, unpaid: Order) -> None:
    asked = act(staff, "cancel", order, unpaid)
    assert "Cancel 2 orders" in asked
    assert 'name="confirmed" value="38.89"' in asked
    assert statuses(order, unpaid) == ["completed", "pending"]

    act(staff, "cancel", order, unpaid, confirmed="38.89")

    assert statuses(order, unpaid) == ["cancelled", "cancelled"]


def test_confirmed_orders_are_refunded_once(staff: Client, order: Order) -> None:
    orders = [order, shop.buy(MUG_AND_TEA)]
    assert all(each.number in act(staff, "refund", *orders) for each in orders)

    said = act(staff, "refund", *orders, confirmed="77.78")
    again = act(staff, "refund", *orders, confirmed="77.78")

    assert "2 orders are refunded." in said
    assert statuses(*orders) == ["refunded", "refunded"]
    assert "Nothing was changed. Left out: 2 that are refunded." in again


def test_order_that_another_process_holds_is_left_out(
    staff: Client, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, cancel_order = shop.buy(MUG_AND_TEA), services.cancel_order

    def cancel(*, order_id: UUID, reason: Literal["staff"]) -> Order:
        if order_id == held.pk:
            raise OperationalError("database is locked")
        return cancel_order(order_id=order_id, reason=reason)

    monkeypatch.setattr(services, "cancel_order", cancel)
    said = act(staff, "cancel", order, held, confirmed="77.78")

    assert f"{order.number} is cancelled. €38.89 will be refunded" in said
    assert f"{held.number} is in use and was not changed" in said
    assert statuses(order, held) == ["cancelled", "completed"]


def test_orders_that_cannot_be_refunded_are_left_out(
    staff: Client, order: Order, unpaid: Order, cancelled: Order
) -> None:
    asked = act(staff, "refund", order, unpaid, cancelled)
    act(staff, "refund", order, unpaid, cancelled, confirmed="38.89")

    assert "Refund 1 order" in asked
    assert "Left out: 1 that is cancelled and 1 that is waiting for payment." in asked
    assert unpaid.number not in asked
    assert statuses(order, unpaid, cancelled) == ["refunded", "pending", "cancelled"]


def test_another_sum_than_the_confirmed_one_is_asked_again(staff: Client, order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    asked = act(staff, "refund", order, confirmed="38.89")

    assert "The orders have changed" in asked
    assert 'name="confirmed" value="26.89"' in asked
    assert statuses(order) == ["completed"]


@pytest.mark.parametrize(
    "action", ["ship", "deliver", "cancel", "refund", "print_labels", "print_packing_slips"]
)
def test_number_of_orders_is_limited(
    staff: Client, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    monkeypatch.setattr("storefront.admin_site.selection.MAX_CHOSEN", 1)
    orders = OrderFactory.create_batch(2, paid=True)

    assert "Choose at most 1 orders at once." in act(staff, action, *orders)
    assert statuses(*orders) == ["completed", "completed"]


@pytest.mark.parametrize("action", ["ship", "deliver", "cancel", "refund"])
def test_view_permission_does_not_allow_actions(db: None, action: str) -> None:
    order = OrderFactory.create(paid=True)

    assert "No action selected." in act(staff_with("view_order"), action, order)
