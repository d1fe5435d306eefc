"""What a visitor does while the bank is asked is kept, and what others do is not held up."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from orders.models import Order
from tests.paying.conftest import RunningShop, becomes, order_of, status_of

pytestmark = [
    pytest.mark.usefixtures("transactional_db"),
    pytest.mark.xdist_group("paying"),
    pytest.mark.slow,
]

PAYERS = 10
SLOW = "44.88"  # two teapots and the shipping


def test_ten_payers_at_a_slow_bank_delay_no_visitor(shop: RunningShop) -> None:
    shop.hold(f"charge-{SLOW}")
    payers = [shop.visitor() for _ in range(PAYERS)]
    with ThreadPoolExecutor(PAYERS) as pool:
        list(pool.map(lambda payer: payer.add("teapot", 2).check_out(), payers))
    waiting = [order_of(payer) for payer in payers]
    shop.wait_for(f"charge-{SLOW}")

    visitor = shop.visitor()
    assert "Kite" in visitor.open("/").text
    quick = order_of(visitor.add("kite").check_out())
    becomes(quick, "completed")

    assert {status_of(order_id) for order_id in waiting} == {"pending"}
    assert "Waiting for the bank" in payers[0].open(f"/orders/{waiting[0]}/").text
    shop.release(f"charge-{SLOW}")
    for order_id in waiting:
        becomes(order_id, "completed")


def test_login_and_logout_meanwhile_keep_the_order(shop: RunningShop) -> None:
    shop.hold("charge")
    visitor = shop.visitor().add("teapot").check_out()
    order_id = order_of(visitor)

    visitor.new_tab().log_in("ada@example.com")
    assert visitor.open(f"/orders/{order_id}/").order == (order_id, "pending")
    visitor.new_tab().add("lamp")
    visitor.new_tab().log_out()
    shop.release("charge")
    becomes(order_id, "completed")

    visitor.log_in("ada@example.com")
    assert "Lamp" in visitor.open("/basket/").text


def test_customer_who_logs_out_and_in_finds_the_order(shop: RunningShop) -> None:
    shop.hold("charge")
    visitor = shop.visitor()
    visitor.log_in("ada@example.com")
    order_id = order_of(visitor.add("teapot").check_out())

    visitor.new_tab().log_out()
    assert visitor.open(f"/orders/{order_id}/").status == 404
    visitor.new_tab().log_in("ada@example.com")
    shop.release("charge")
    becomes(order_id, "completed")

    assert visitor.open(f"/orders/{order_id}/").order == (order_id, "completed")


def test_two_additions_at_the_same_moment_both_count(shop: RunningShop) -> None:
    visitor = shop.visitor().add("teapot")
    tabs = [visitor.new_tab().open(f"/products/{slug}/") for slug in ("teapot", "kite")]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda tab: tab.submit("/basket/add/", quantity="1"), tabs))

    order_id = order_of(visitor.check_out())
    lines = Order.objects.get(pk=order_id).lines.values_list("sku", "quantity")
    assert dict(lines) == {"TEAPOT": 2, "KITE": 1}


def test_two_submissions_at_the_same_moment_are_one_order(shop: RunningShop) -> None:
    visitor = shop.visitor().add("teapot")
    form = visitor.open("/checkout/").hidden
    tabs = [visitor.new_tab(), visitor.new_tab()]

    with ThreadPoolExecutor(2) as pool:
        orders = {order_of(tab) for tab in pool.map(lambda tab: tab.check_out(form), tabs)}

    assert len(orders) == 1


def test_form_opened_before_the_login_is_sent_again(shop: RunningShop) -> None:
    visitor = shop.visitor().add("teapot")
    form = visitor.open("/checkout/").hidden
    visitor.new_tab().log_in("ada@example.com")

    assert visitor.check_out(form).status == 403
    assert "you logged in or out in another tab" in visitor.text

    assert order_of(visitor.check_out())
