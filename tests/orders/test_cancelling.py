"""Cancelling orders."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from events.testing import deliver_all
from orders import services
from orders.gateway import GatewayTimeout
from orders.models import Charge, Refund
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


def test_cancelled_order_is_not_charged() -> None:
    order = shop.place(MUG_AND_TEA)

    cancelled = services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "customer")
    payload = shop.payload_of(order, "order_cancelled")
    assert (payload["was_paid"], payload["refund_id"]) == (False, None)
    assert payload["total_paid"] == "0.00"
    assert Charge.objects.get().status == "voided"
    assert not Refund.objects.exists()


def test_paid_order_is_cancelled_and_refunded(grant: Grant) -> None:
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


def test_refunded_pieces_are_not_refunded_again() -> None:
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


def test_captured_payment_completes_the_order_instead() -> None:
    order = shop.place(MUG_AND_TEA, shop.ANSWER_LOST)
    with suppress(GatewayTimeout):
        shop.charge(order)

    with pytest.raises(services.TransitionNotAllowed, match="went through before") as refused:
        services.cancel_order(order_id=order.pk, reason="customer")

    assert refused.value.status == "completed"
    assert shop.fresh(order).status == "completed"
    assert services.cancel_order(order_id=order.pk, reason="customer").status == "cancelled"


def test_expiry_reports_errors_after_all_orders_had_their_turn(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BrokenBank"
    broken = shop.place(MUG_AND_TEA)
    declined = shop.charge(shop.place(MUG_AND_TEA, shop.DECLINED))

    with pytest.raises(ExceptionGroup) as failures:
        services.expire_orders(now=timezone.now() + timedelta(hours=1))

    assert len(failures.value.exceptions) == 1
    assert shop.fresh(broken).status == "pending"
    assert shop.fresh(declined).cancel_reason == "expired"


def test_expiry_continues_in_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    order = shop.place(MUG_AND_TEA)
    monkeypatch.setattr("orders.services.cancelling._SECONDS_PER_RUN", -1)
    services.expire_orders(now=timezone.now() + timedelta(hours=1))
    assert shop.fresh(order).status == "pending"


@pytest.mark.parametrize(
    ("bank", "message", "status"),
    [
        ("PaidDuringTheVoid", "just been started", "pending"),
        ("ChargedDuringTheVoid", "Cancel it again", "completed"),
    ],
)
def test_order_that_is_paid_during_the_void_is_not_cancelled(
    settings: Settings, bank: str, message: str, status: str
) -> None:
    settings.PAYMENT_GATEWAY = f"tests.orders.banks.{bank}"
    order = shop.place(MUG_AND_TEA)

    with pytest.raises(services.TransitionNotAllowed, match=message):
        services.cancel_order(order_id=order.pk, reason="customer")

    assert shop.fresh(order).status == status
