"""Any process may die during a purchase: one order, one charge, no money without an order."""

import pytest

from events.models import StoredEvent
from inventory.models import Stock
from orders.models import Charge, Order, Payment
from tests.engines.processes import eventually
from tests.orders.shop import taken
from tests.paying.conftest import RunningShop, becomes, order_of, settled, status_of
from tests.visitors import Browser, NoAnswer

pytestmark = [
    pytest.mark.usefixtures("transactional_db"),
    pytest.mark.xdist_group("paying"),
    pytest.mark.slow,
]


def buy(shop: RunningShop) -> tuple[Browser, str]:
    visitor = shop.visitor()
    visitor.add("teapot").check_out()
    return visitor, order_of(visitor)


def is_paid_once(order_id: str) -> bool:
    keys = [str(payment.pk) for payment in Payment.objects.filter(order_id=order_id)]
    completed = StoredEvent.objects.filter(correlation_id=order_id, signal="orders.order_completed")
    order = Order.objects.get(pk=order_id)
    return (
        completed.count() == Charge.objects.filter(key__in=keys, status="captured").count() == 1
        and taken(order) == order.total
    )


def test_web_killed_after_the_commit_has_one_order(shop: RunningShop) -> None:
    reserved = Stock.objects.get(product="KITE").reserved
    shop.hold("charge")
    visitor = shop.visitor().add("kite")
    form = visitor.open("/checkout/").hidden
    shop.die_at("orders.order_placed")

    with pytest.raises(NoAnswer):
        visitor.new_tab(tries=1).check_out(form)

    assert "Your basket is empty" in visitor.open("/basket/").text
    listed = visitor.open("/orders/").text
    order_id = order_of(visitor.open("/checkout/"))
    assert Order.objects.get(pk=order_id).number in listed
    assert order_of(visitor.check_out(form)) == order_id
    assert "already placed" in visitor.text
    assert Stock.objects.get(product="KITE").reserved == reserved + 1
    shop.release("charge")
    becomes(order_id, "completed")
    assert is_paid_once(order_id)


def test_worker_killed_before_the_charge_charges_later(shop: RunningShop) -> None:
    shop.worker.kill()
    visitor, order_id = buy(shop)
    assert "Waiting for the bank" in visitor.open(f"/orders/{order_id}/").text

    shop.restart_worker()

    becomes(order_id, "completed")
    assert is_paid_once(order_id)


@pytest.mark.parametrize("moment", ["charge", "charged", "orders.order_completed"])
def test_worker_killed_during_the_charge_charges_once(shop: RunningShop, moment: str) -> None:
    shop.die_at(moment)
    visitor, order_id = buy(shop)

    shop.restart_worker()

    becomes(order_id, "completed")
    settled(order_id)
    assert is_paid_once(order_id)
    assert visitor.open(f"/orders/{order_id}/").order == (order_id, "completed")


@pytest.mark.parametrize("moment", ["charged", "orders.payment_captured_late", "refunded"])
def test_late_capture_is_refunded_whenever_the_worker_dies(shop: RunningShop, moment: str) -> None:
    """The customer cancels while the bank works; it confirms the void, and captures."""
    shop.hold("charge")
    (shop.moments / "captures-voided").touch()
    visitor, order_id = buy(shop)
    shop.wait_for("charge")
    visitor.submit(f"/orders/{order_id}/cancel/")
    assert status_of(order_id) == "cancelled"
    shop.die_at(moment)
    shop.release("charge")

    shop.restart_worker()

    order = Order.objects.get(pk=order_id)
    eventually(lambda: order.refunds.filter(status="paid").exists())
    assert taken(order) == 0
    assert [refund.amount for refund in order.refunds.all()] == [order.total]
    assert visitor.open(f"/orders/{order_id}/").order == (order_id, "cancelled")
