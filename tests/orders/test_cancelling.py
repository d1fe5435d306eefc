"""Orders that are not delivered."""

from decimal import Decimal

import pytest
from pytest_django import Settings

from events.testing import deliver_all
from orders import services
from orders.models import Order, Refund
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


def test_a_pending_order_is_cancelled_and_can_be_charged_no_more() -> None:
    order = shop.place(MUG_AND_TEA).order

    cancelled = services.cancel_order(order_id=order.pk, reason="customer")

    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "customer")
    payload = shop.payload_of(order, "order_cancelled")
    assert (payload["was_paid"], payload["refund_id"]) == (False, None)
    assert payload["total_paid"] == "0.00"
    deliver_all()
    assert not Refund.objects.exists()
    assert shop.pay(order).outcome == "declined"


def test_a_paid_order_is_cancelled_and_paid_back_by_a_worker(grant: Grant) -> None:
    grant(off("1.00"), off("2.00", "shipping"))
    order = shop.buy(MUG_AND_TEA)

    cancelled = services.cancel_order(order_id=order.pk, reason="staff")

    assert cancelled.refunded == cancelled.total == Decimal("35.89")
    payload = shop.payload_of(order, "order_cancelled")
    assert payload["was_paid"]
    assert (payload["total_paid"], payload["shipping_paid"], payload["reason"]) == (
        "35.89",
        "2.90",
        "staff",
    )
    assert [line["paid"] for line in payload["lines"]] == ["23.29", "9.70"]
    assert payload["refund_id"] == str(shop.refund_of(order).pk)
    assert shop.taken(order) == Decimal("35.89")
    deliver_all()
    assert shop.taken(order) == 0
    assert shop.refund_of(order).status == Refund.Status.PAID


def test_what_has_been_refunded_already_is_not_paid_back_again() -> None:
    order = shop.buy(MUG_AND_TEA)
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1, "GREEN-TEA": 3}, resaleable=True)

    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    payload = shop.payload_of(order, "order_cancelled")
    assert payload["total_paid"] == "16.90"
    assert [(line["sku"], line["quantity"], line["paid"]) for line in payload["lines"]] == [
        ("TALL-MUG", 1, "12.00")
    ]
    assert shop.taken(order) == 0
    assert shop.fresh(order).refunded == order.total


def test_a_payment_that_had_gone_through_completes_the_order_instead() -> None:
    order = shop.place(MUG_AND_TEA).order
    shop.pay(order, shop.ANSWER_LOST)

    with pytest.raises(services.TransitionRefused, match="had already gone through") as refused:
        services.cancel_order(order_id=order.pk, reason="customer")

    assert refused.value.status == "completed"
    assert shop.fresh(order).status == "completed"
    assert services.cancel_order(order_id=order.pk, reason="customer").status == "cancelled"


def test_while_the_bank_gives_no_answer_the_order_stays_pending(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BankThatIsAway"
    order = shop.place(MUG_AND_TEA).order

    with pytest.raises(services.TransitionRefused, match="try again in a minute") as refused:
        services.cancel_order(order_id=order.pk, reason="customer")

    assert refused.value.status == "pending"
    assert shop.events_of(order) == ["order_placed"]


def test_a_parcel_on_its_way_cannot_be_cancelled() -> None:
    order = shop.buy(MUG_AND_TEA)
    services.ship_order(order_id=order.pk, tracking_number="1Z-999")

    with pytest.raises(services.TransitionRefused) as refused:
        services.cancel_order(order_id=order.pk, reason="customer")

    assert str(refused.value) == "This order is shipped: it cannot be cancelled."
    assert shop.events_of(order)[-1] == "order_shipped"


def test_cancelling_twice_says_so() -> None:
    order = shop.place(MUG_AND_TEA).order
    services.cancel_order(order_id=order.pk, reason="customer")

    with pytest.raises(services.TransitionRefused, match="This order is cancelled already"):
        services.cancel_order(order_id=order.pk, reason="customer")


def test_an_unknown_order_cannot_be_cancelled() -> None:
    with pytest.raises(Order.DoesNotExist):
        services.cancel_order(order_id=shop.nobody(), reason="customer")
