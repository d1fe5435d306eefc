"""Payments: every outcome, every repetition, and a bank that captures too late."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django import Settings

from events.models import Delivery
from events.testing import deliver_all, let_time_pass
from orders import services
from orders.gateway import ChargeResult, ChargeStatus
from orders.models import Charge, ChargeRefund, Order, Payment
from tests.orders import shop

pytestmark = pytest.mark.usefixtures("goods")

MUGS = {"TALL-MUG": 2}
CAPTURED = ChargeResult(status=ChargeStatus.CAPTURED, card_brand="Visa", card_last4="4242")
DECLINED = ChargeResult(status=ChargeStatus.DECLINED, reason="Not enough money.")


def ends(order: Order) -> list[str]:
    """The events of an order after it was placed."""
    return [name for name in shop.events_of(order) if name != "payment_requested"][1:]


def settle(payment: Payment, result: ChargeResult) -> Payment:
    """Record an answer, and return the payment with its current values."""
    services.settle_payment(payment=payment, result=result)
    return Payment.objects.get(pk=payment.pk)


def expire() -> None:
    services.expire_orders(now=timezone.now() + timedelta(minutes=16))


# --- one payment -----------------------------------------------------------------------------


def test_captured_payment_completes_the_order() -> None:
    order = shop.place(MUGS)
    deliver_all()

    kept, payment = shop.fresh(order), shop.payment_of(order)
    assert kept.status == "completed"
    assert kept.paid_at is not None
    assert (payment.status, payment.card_brand, payment.card_last4) == ("captured", "Visa", "4242")
    assert ends(order) == ["order_completed"]
    payload = shop.payload_of(order, "order_completed")
    amounts = ("goods_listed", "goods_paid", "shipping_listed", "shipping_paid", "total_paid")
    assert [payload[name] for name in amounts] == ["24.00", "24.00", "4.90", "4.90", "28.90"]
    assert shop.taken(order) == order.total


def test_declined_payment_keeps_order_and_stock() -> None:
    order = shop.place(MUGS, shop.NO_FUNDS)
    deliver_all()

    payment = shop.payment_of(order)
    assert (shop.fresh(order).status, payment.status) == ("pending", "declined")
    assert "not enough money" in payment.reason
    assert ends(order) == []
    assert shop.available("TALL-MUG") == 98


@pytest.mark.parametrize("result", [CAPTURED, DECLINED])
def test_answer_is_recorded_once(result: ChargeResult) -> None:
    order = shop.place(MUGS)

    first = settle(shop.payment_of(order), result)
    again = settle(shop.payment_of(order), result)

    assert first.settled_at == again.settled_at
    assert ends(order) == (["order_completed"] if result is CAPTURED else [])


def test_charging_again_charges_once() -> None:
    order = shop.charge(shop.place(MUGS))
    shop.charge(order)
    deliver_all()

    assert Charge.objects.count() == 1
    assert ends(order) == ["order_completed"]


@pytest.mark.usefixtures("failing_receivers")
def test_lost_answer_is_asked_for_again() -> None:
    order = shop.place(MUGS, shop.ANSWER_LOST)
    deliver_all(failures=True)
    assert shop.fresh(order).status == "pending"

    let_time_pass(timedelta(seconds=5))
    deliver_all()

    assert shop.fresh(order).status == "completed"
    assert shop.taken(order) == order.total
    assert Charge.objects.count() == 1


@pytest.mark.usefixtures("failing_receivers")
def test_silent_bank_leaves_the_order_pending_until_it_expires() -> None:
    order = shop.place(MUGS, shop.TIMES_OUT)
    deliver_all(failures=True)
    services.expire_orders(now=timezone.now() + timedelta(minutes=14))
    assert shop.fresh(order).status == "pending"

    expire()
    let_time_pass(timedelta(hours=1))
    deliver_all()

    assert shop.fresh(order).status == "cancelled"
    assert shop.taken(order) == 0
    assert not Delivery.objects.exclude(status="done").exists()


@pytest.mark.usefixtures("failing_receivers")
def test_unavailable_bank_does_not_cancel(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.UnavailableBank"
    order = shop.place(MUGS)
    deliver_all(failures=True)
    delivery = Delivery.objects.get(receiver="orders.charge_payment")
    assert delivery.last_error.endswith("GatewayTimeout: unavailable")
    expire()
    with pytest.raises(services.TransitionNotAllowed, match="does not answer"):
        services.cancel_order(order_id=order.pk, reason="customer")
    assert shop.fresh(order).status == "pending"

    settings.PAYMENT_GATEWAY = "orders.gateway.TestGateway"
    let_time_pass(timedelta(minutes=1))
    deliver_all()
    assert shop.fresh(order).status == "completed"


# --- further payments --------------------------------------------------------------------------


def cancel(order: Order) -> None:
    services.cancel_order(order_id=order.pk, reason="customer")


def pay_again(order: Order, number: str = shop.PAYS, **seen: int) -> Payment:
    return services.pay_order(order_id=order.pk, token=shop.token(number), **seen)


def test_another_card_restarts_the_payment_period() -> None:
    order = shop.charge(shop.place(MUGS, shop.DECLINED))
    Order.objects.filter(pk=order.pk).update(expires_at=timezone.now() + timedelta(seconds=1))

    pay_again(order, shop.DECLINED)
    shop.charge(order)
    services.expire_orders(now=timezone.now() + timedelta(minutes=14))

    assert shop.fresh(order).status == "pending"


def test_form_that_is_sent_twice_pays_once() -> None:
    order = shop.charge(shop.place(MUGS, shop.DECLINED))
    pay_again(order, shop.DECLINED, seen_attempts=1)
    with pytest.raises(services.PaymentNotAllowed, match="in progress"):
        pay_again(order, seen_attempts=1)
    shop.charge(order)

    with pytest.raises(services.PaymentNotAllowed, match="sent before"):
        pay_again(order, seen_attempts=1)

    assert order.payments.count() == 2


def test_order_has_at_most_five_payments() -> None:
    order = shop.charge(shop.place(MUGS, shop.DECLINED))
    for _ in range(4):
        pay_again(order, shop.DECLINED)
        shop.charge(order)

    with pytest.raises(services.PaymentNotAllowed, match="any more"):
        pay_again(order)


@pytest.mark.parametrize(("settle_order", "state"), [(shop.charge, "paid"), (cancel, "cancelled")])
def test_settled_order_takes_no_payment(
    settle_order: Callable[[Order], object], state: str
) -> None:
    order = shop.place(MUGS)
    settle_order(order)

    with pytest.raises(services.PaymentNotAllowed, match=f"already {state}"):
        pay_again(order)


# --- late payments -----------------------------------------------------------------------------


def test_payment_after_the_cancellation_is_refunded(settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.CapturesVoided"
    order = shop.place(MUGS)
    cancel(order)
    settle(shop.payment_of(order), CAPTURED)
    Charge.objects.create(key=str(shop.payment_of(order).id), status="captured", amount=order.total)

    deliver_all()

    assert ends(order) == ["order_cancelled", "payment_captured_late"]
    assert (shop.fresh(order).status, shop.payment_of(order).status) == ("cancelled", "late")
    assert shop.refund_of(order).status == "paid"
    assert shop.taken(order) == 0


def test_capture_whose_worker_died_is_found_and_refunded(settings: Settings) -> None:
    """The bank captured, the worker died, the bank confirmed a void, the order was cancelled."""
    settings.PAYMENT_GATEWAY = "tests.orders.banks.CapturesVoided"
    order = shop.place(MUGS)
    Charge.objects.create(key=str(shop.payment_of(order).id), status="captured", amount=order.total)
    services.cancel_order(order_id=order.pk, reason="customer")
    assert shop.taken(order) == order.total

    deliver_all()

    assert shop.taken(order) == 0
    assert ChargeRefund.objects.get().amount == order.total


def test_second_capture_of_a_paid_order_is_refunded(settings: Settings) -> None:
    order = shop.charge(shop.place(MUGS, shop.DECLINED))
    first = shop.payment_of(order)
    pay_again(order)
    deliver_all()
    assert shop.fresh(order).status == "completed"

    late = settle(first, CAPTURED)

    assert late.status == "late"
    assert shop.refund_of(order).payment_id == first.id
    assert shop.fresh(order).refunded == Decimal("0.00")


def test_unknown_answer_changes_nothing() -> None:
    order = shop.place(MUGS)
    unknown = ChargeResult(status=ChargeStatus.UNKNOWN)
    assert settle(shop.payment_of(order), unknown).status == "pending"
