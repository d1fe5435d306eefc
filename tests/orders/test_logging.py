"""Events of orders are logged."""

import logging

import pytest

from orders import services
from tests.orders import shop


@pytest.mark.usefixtures("goods")
@pytest.mark.django_db(transaction=True)
def test_events_are_logged_without_personal_data(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="orders.events"):
        order = shop.buy({"TALL-MUG": 1})
        services.cancel_order(order_id=order.pk, reason="customer")

    lines = [record for record in caplog.records if record.name == "orders.events"]
    assert [line.getMessage() for line in lines] == [
        "orders.order_placed",
        "orders.payment_requested",
        "orders.order_completed",
        "orders.order_cancelled",
    ]
    for line in lines:
        assert vars(line)["order_id"] == str(order.pk)
        assert "Lovelace" not in str(vars(line))
        assert "ada@" not in str(vars(line))
