"""Concurrent requests: one order for a basket, one end for an order, no cent too much."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from events.api import EventSignal
from events.testing import deliver_all
from inventory.models import Stock
from orders import services
from orders.gateway import GatewayTimeout
from orders.models import Charge, Order
from orders.signals import order_cancelled, order_completed, order_placed, order_refunded
from tests.orders import shop
from tests.orders.threads import lock_offers, wait_a_moment
from tests.threads import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("goods")]

type Widen = Callable[..., None]

BOTH = {"TALL-MUG": 1, "GREEN-TEA": 1}


@pytest.fixture
def widen() -> Iterator[Widen]:
    """Return a function that makes publishers of a signal hold their locks for a moment."""
    connected: list[tuple[EventSignal[Any], Any]] = []

    def widen_by(signal: EventSignal[Any], receiver: Any = wait_a_moment) -> None:
        signal.connect(receiver)
        connected.append((signal, receiver))

    yield widen_by
    for signal, receiver in connected:
        signal.disconnect(receiver)


def test_double_click_places_one_order(widen: Widen) -> None:
    widen(order_placed)

    submit = partial(shop.submit, shop.fill_basket(BOTH))
    results = together(submit, submit)

    [order] = [result for result in results if isinstance(result, Order)]
    [ordered] = [result for result in results if isinstance(result, services.BasketOrdered)]
    assert ordered.order_id == order.id
    assert Order.objects.count() == 1
    assert shop.available("TALL-MUG") == 99


@pytest.mark.parametrize("number", [shop.PAYS, shop.ANSWER_LOST, shop.TIMES_OUT])
def test_charge_cancellation_and_expiry_have_one_outcome(widen: Widen, number: str) -> None:
    widen(order_completed)
    widen(order_cancelled)
    in_an_hour = timezone.now() + timedelta(hours=1)

    for _ in range(4):
        order = shop.place(BOTH, number)
        results = together(
            partial(shop.charge, order),
            partial(services.cancel_order, order_id=order.pk, reason="customer"),
            partial(services.expire_orders, now=in_an_hour),
            partial(shop.charge, order),
        )
        deliver_all(failures=True)
        if shop.fresh(order).status == "pending":  # all of them gave way to another
            services.expire_orders(now=in_an_hour)
        _check_one_outcome(order, results)


def _check_one_outcome(order: Order, results: list[Any]) -> None:
    failures = [each for each in results if isinstance(each, Exception)]
    expected = (services.TransitionNotAllowed, GatewayTimeout)
    assert all(isinstance(each, expected) for each in failures), failures
    status = shop.fresh(order).status
    ends = [name for name in shop.events_of(order) if name != "payment_requested"][1:]
    assert len(ends) == len(set(ends)), "no end is announced twice"
    if status == "completed":
        assert ends == ["order_completed"]
        assert shop.taken(order) == order.total
    else:
        assert status == "cancelled"
        assert ends[-1] == "order_cancelled"
        assert shop.taken(order) == 0
    for stock in Stock.objects.filter(product__in=BOTH):
        assert stock.reserved == 0
        assert stock.sold == Order.objects.filter(status="completed").count()


def test_paid_order_ends_once(widen: Widen) -> None:
    widen(order_cancelled)
    widen(order_refunded)

    for _ in range(4):
        order = shop.buy(BOTH)
        together(
            partial(services.cancel_order, order_id=order.pk, reason="customer"),
            partial(services.ship_order, order_id=order.pk, tracking_number="1Z-999"),
            partial(services.refund_order, order_id=order.pk, resaleable=True),
            partial(services.refund_order, order_id=order.pk, resaleable=True),
        )
        deliver_all()

        kept = shop.fresh(order)
        assert kept.status in {"cancelled", "refunded"}
        assert kept.refunded == kept.total
        assert shop.taken(order) == 0
        assert shop.refund_of(order).amount == kept.total


def test_last_pieces_of_a_line_are_refunded_once(widen: Widen) -> None:
    widen(order_refunded)
    order = shop.buy({"GREEN-TEA": 3, "TALL-MUG": 1})

    refund = partial(
        services.refund_order, order_id=order.pk, lines={"GREEN-TEA": 2}, resaleable=True
    )
    results = together(refund, refund, refund)
    deliver_all()

    refused = [each for each in results if isinstance(each, services.RefundNotAllowed)]
    assert len(refused) == 2
    assert shop.taken(order) == order.total - Decimal("6.66")


def test_concurrent_charges_of_a_payment_are_one() -> None:
    order = shop.place(BOTH)

    results = together(*[partial(shop.charge, order)] * 3)

    assert {each.status for each in results} == {"completed"}
    assert Charge.objects.count() == 1
    assert shop.events_of(order).count("order_completed") == 1


def test_orders_of_the_same_products_do_not_deadlock() -> None:
    there, back = {"TALL-MUG": 1, "GREEN-TEA": 1}, {"GREEN-TEA": 1, "TALL-MUG": 1}

    results = together(*[partial(shop.buy, there), partial(shop.buy, back)] * 3)

    assert [each.status for each in results] == ["completed"] * 6
    assert shop.available("TALL-MUG") == shop.available("GREEN-TEA") == 94


@pytest.mark.postgres
def test_deadlock_is_retried(widen: Widen, caplog: pytest.LogCaptureFixture) -> None:
    widen(order_placed, lock_offers)

    results = together(partial(shop.place, {"TALL-MUG": 1}), partial(shop.place, {"GREEN-TEA": 1}))

    assert "Retrying a unit of work" in caplog.text
    assert all(isinstance(each, Order) for each in results), results
    assert Order.objects.count() == 2
    assert shop.available("TALL-MUG") == shop.available("GREEN-TEA") == 99
