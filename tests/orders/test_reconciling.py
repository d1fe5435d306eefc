"""Orders that wait for their payment: the clock asks the bank, and gives them up in the end."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from orders import services
from orders.models import Charge, Order
from orders.services import reconciling
from tests.orders import shop
from tests.orders.factories import ChargeFactory

pytestmark = pytest.mark.usefixtures("goods")

A_QUARTER = timedelta(minutes=15)


def _waiting(number: str, *, since: timedelta = timedelta()) -> Order:
    """An order whose payment was not answered, placed so long ago."""
    order = shop.place({"TALL-MUG": 1}).order
    assert shop.pay(order, number).outcome == "unknown"
    Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - since)
    return order


def test_a_lost_answer_is_found_within_a_minute() -> None:
    order = _waiting(shop.ANSWER_LOST)

    shop.let_a_minute_pass()

    assert shop.fresh(order).status == "completed"
    assert shop.fresh(order).card_last4 == "0341"
    assert shop.events_of(order) == ["order_placed", "order_completed"]


def test_a_payment_that_never_arrived_expires_after_a_quarter_of_an_hour() -> None:
    order = _waiting(shop.TIMES_OUT, since=timedelta(minutes=14))

    shop.let_a_minute_pass()
    assert shop.fresh(order).status == "pending"

    Order.objects.update(placed_at=timezone.now() - A_QUARTER - timedelta(minutes=1))
    shop.let_a_minute_pass()
    assert shop.fresh(order).status == "cancelled"
    assert shop.payload_of(order, "order_cancelled")["reason"] == "expired"
    assert Charge.objects.get().status == Charge.Status.VOIDED


def test_an_order_that_nobody_paid_expires_too() -> None:
    order = shop.place({"TALL-MUG": 1}).order

    services.expire_orders(now=order.placed_at + timedelta(minutes=14))
    assert shop.fresh(order).status == "pending"

    services.expire_orders(now=order.placed_at + A_QUARTER)
    assert shop.fresh(order).cancel_reason == "expired"


def test_a_payment_that_was_captured_is_completed_rather_than_expired() -> None:
    order = _waiting(shop.ANSWER_LOST, since=timedelta(hours=1))

    services.expire_orders(now=timezone.now())

    assert shop.fresh(order).status == "completed"
    assert shop.taken(order) == order.total


def test_a_decline_whose_answer_was_lost_cancels_the_order() -> None:
    order = _waiting(shop.TIMES_OUT)
    ChargeFactory.create(key=str(order.pk), status=Charge.Status.DECLINED, amount=order.total)

    services.reconcile_orders(now=timezone.now())

    assert shop.fresh(order).cancel_reason == "declined"


def test_no_answer_leaves_the_order_for_the_next_minute(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BankThatIsAway"
    old, new = _waiting(shop.TIMES_OUT, since=A_QUARTER), _waiting(shop.ANSWER_LOST)

    services.expire_orders(now=timezone.now())
    services.reconcile_orders(now=timezone.now())

    assert {shop.fresh(old).status, shop.fresh(new).status} == {"pending"}


def test_an_order_that_breaks_the_bank_keeps_no_other_waiting(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BankThatBreaks"
    for _ in range(2):
        _waiting(shop.TIMES_OUT, since=A_QUARTER)

    with pytest.raises(ExceptionGroup) as failed:
        services.expire_orders(now=timezone.now())

    assert [str(each) for each in failed.value.exceptions] == ["the bank is on fire"] * 2


def test_what_does_not_fit_into_a_lease_is_left_for_the_next_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = _waiting(shop.TIMES_OUT, since=A_QUARTER)
    monkeypatch.setattr(reconciling, "_SECONDS", -1)

    services.expire_orders(now=timezone.now())

    assert shop.fresh(order).status == "pending"


def test_orders_that_are_settled_are_not_asked_about(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.BankThatBreaks"
    paid, declined = shop.place({"TALL-MUG": 1}).order, shop.place({"TALL-MUG": 1}).order
    shop.pay(paid)
    shop.pay(declined, shop.DECLINED)
    Order.objects.update(placed_at=timezone.now() - A_QUARTER)

    services.expire_orders(now=timezone.now())
    services.reconcile_orders(now=timezone.now())
