"""What a visitor does while the bank is asked is kept, and what others do is not held up."""

from concurrent.futures import ThreadPoolExecutor

import pytest

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
