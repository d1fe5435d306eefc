"""Refunds, of whole orders or by line."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from functools import partial
from uuid import uuid4

import pytest
from pytest_django import Settings

from events.models import Delivery
from events.testing import deliver_all, let_time_pass
from orders import services
from orders.models import ChargeRefund, Order, Refund
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

MUG_AND_TEA = {"TALL-MUG": 2, "GREEN-TEA": 3}


@pytest.fixture
def order(grant: Grant) -> Order:
    """Two mugs and three teas for 33.99, less 1.00: 23.29 and 9.70, and delivery for 4.90."""
    grant(off("1.00"))
    return shop.buy(MUG_AND_TEA)


def test_whole_refund_includes_shipping(order: Order) -> None:
    refund = services.refund_order(order_id=order.pk, resaleable=True)
    deliver_all()

    kept = shop.fresh(order)
    assert refund.amount == kept.refunded == kept.total == Decimal("37.89")
    assert (kept.status, kept.refunded_at is None) == ("refunded", False)
    assert kept.goods_paid_after_refunds() == 0
    assert shop.taken(order) == 0
    payload = shop.payload_of(order, "order_refunded")
    assert (payload["refund_id"], payload["whole"]) == (str(refund.pk), True)
    assert (payload["goods_paid_before"], payload["goods_paid_after"]) == ("32.99", "0.00")
    lines = [(line["quantity"], line["amount"]) for line in payload["lines"]]
    assert lines == [(2, "23.29"), (3, "9.70")]


def test_one_piece_of_a_line_is_refunded_at_its_share(order: Order) -> None:
    refund = services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=False)
    deliver_all()

    kept = shop.fresh(order)
    assert refund.amount == kept.refunded == Decimal("11.65")
    assert (kept.status, kept.goods_paid_after_refunds()) == ("completed", Decimal("21.34"))
    assert shop.taken(order) == Decimal("26.24")
    payload = shop.payload_of(order, "order_refunded")
    assert not payload["whole"]
    assert (payload["goods_paid_before"], payload["goods_paid_after"]) == ("32.99", "21.34")
    assert payload["lines"] == [
        {
            "sku": "TALL-MUG",
            "name": "Tall mug",
            "quantity": 1,
            "amount": "11.65",
            "resaleable": False,
        }
    ]
    assert refund.lines == payload["lines"]


def test_refunds_piece_by_piece_add_up(order: Order) -> None:
    for sku in ("GREEN-TEA", "TALL-MUG", "GREEN-TEA", "GREEN-TEA", "TALL-MUG"):
        services.refund_order(order_id=order.pk, lines={sku: 1}, resaleable=True)
    deliver_all()

    kept = shop.fresh(order)
    amounts = [refund.amount for refund in kept.refunds.order_by("id")]
    assert amounts == [Decimal(each) for each in ("3.23", "11.65", "3.24", "3.23", "16.54")]
    assert (kept.status, kept.refunded) == ("refunded", kept.total)
    assert shop.taken(order) == 0


def test_delivered_order_can_be_refunded(order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="1Z-999")
    services.deliver_order(order_id=order.pk)

    services.refund_order(order_id=order.pk, lines={"GREEN-TEA": 3}, resaleable=True)

    assert shop.fresh(order).status == "delivered"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ({"TALL-MUG": 3}, "3 of Tall mug cannot be refunded; at most 2 can."),
        ({"TALL-MUG": -1}, "-1 of Tall mug cannot be refunded; at most 2 can."),
        ({"TEAPOT": 1}, "TEAPOT is not part of this order."),
        ({"TALL-MUG": 0}, "Choose at least one piece to refund."),
        ({}, "Choose at least one piece to refund."),
    ],
)
def test_pieces_that_were_not_ordered_are_not_refunded(
    order: Order, lines: dict[str, int], message: str
) -> None:
    with pytest.raises(services.RefundNotAllowed) as refused:
        services.refund_order(order_id=order.pk, lines=lines, resaleable=True)

    assert str(refused.value) == message
    assert not Refund.objects.exists()
    assert shop.events_of(order)[-1] == "order_completed"


def test_pieces_are_refunded_once(order: Order) -> None:
    services.refund_order(order_id=order.pk, lines={"TALL-MUG": 2}, resaleable=True)

    with pytest.raises(
        services.RefundNotAllowed, match="1 of Tall mug cannot be refunded; at most 0 can"
    ):
        services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    assert services.refund_order(order_id=order.pk, resaleable=True).amount == Decimal("14.60")
    with pytest.raises(services.TransitionNotAllowed, match="This order is already refunded"):
        services.refund_order(order_id=order.pk, resaleable=True)


def test_unpaid_order_is_not_refunded() -> None:
    pending = shop.place(MUG_AND_TEA)

    with pytest.raises(services.TransitionNotAllowed, match="waiting for payment"):
        services.refund_order(order_id=pending.pk, lines={"TALL-MUG": 1}, resaleable=True)


@pytest.mark.parametrize("recorded", [True, False])
def test_refund_is_paid_once(order: Order, recorded: bool) -> None:
    """A worker that died before it recorded the payment starts again."""
    refund = services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)
    services.refund_payment(refund_id=refund.pk)
    if not recorded:
        Refund.objects.update(status=Refund.Status.PENDING, paid_at=None)

    deliver_all()

    assert ChargeRefund.objects.count() == 1
    assert shop.refund_of(order).status == Refund.Status.PAID
    assert shop.taken(order) == Decimal("26.24")


@pytest.mark.usefixtures("failing_receivers")
def test_refund_waits_for_an_unavailable_bank(order: Order, settings: Settings) -> None:
    settings.PAYMENT_GATEWAY = "tests.orders.banks.UnavailableBank"
    services.refund_order(order_id=order.pk, resaleable=True)
    deliver_all(failures=True)
    assert shop.refund_of(order).status == Refund.Status.PENDING
    assert Delivery.objects.filter(receiver="orders.refund_payment", status="pending").count() == 1

    settings.PAYMENT_GATEWAY = "orders.gateway.TestGateway"
    let_time_pass(timedelta(minutes=1))
    deliver_all(failures=True)
    assert shop.refund_of(order).status == Refund.Status.PAID


# --- amounts ---------------------------------------------------------------------------------


def refund_amount(order: Order, amount: str) -> Refund:
    return services.refund_amount(order_id=order.pk, amount=Decimal(amount), reason="Scratch")


def test_amount_is_refunded_and_the_goods_stay(order: Order) -> None:
    refund_amount(order, "5.00")
    deliver_all()

    kept = shop.fresh(order)
    assert (kept.status, kept.refunded) == ("completed", Decimal("5.00"))
    assert shop.taken(order) == Decimal("32.89")
    payload = shop.payload_of(order, "order_refunded")
    assert (payload["lines"], payload["whole"]) == ([], False)
    assert (payload["goods_paid_before"], payload["goods_paid_after"]) == ("32.99", "27.99")


@pytest.mark.parametrize("amount", ["0.00", "37.89", "40.00"])
def test_amount_must_leave_something(order: Order, amount: str) -> None:
    with pytest.raises(services.RefundNotAllowed):
        refund_amount(order, amount)


@pytest.mark.parametrize(
    "end",
    [
        partial(services.refund_order, resaleable=True),
        partial(services.cancel_order, reason="staff"),
    ],
    ids=["refund", "cancellation"],
)
def test_end_of_the_order_refunds_what_an_amount_left(
    order: Order, end: Callable[..., object]
) -> None:
    refund_amount(order, "5.00")

    end(order_id=order.pk)
    deliver_all()

    assert shop.fresh(order).refunded == order.total
    assert shop.taken(order) == 0
    assert order.refunds.latest("id").amount == Decimal("32.89")


def test_cancellation_after_an_amount_publishes_the_rest(order: Order) -> None:
    refund_amount(order, "5.00")

    services.cancel_order(order_id=order.pk, reason="staff")

    payload = shop.payload_of(order, "order_cancelled")
    assert (payload["goods_paid"], payload["total_paid"]) == ("27.99", "32.89")


def test_pieces_never_cost_more_than_what_is_left(order: Order) -> None:
    refund_amount(order, "37.00")

    refund = services.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)

    assert refund.amount == Decimal("0.89")
    assert [line["amount"] for line in refund.lines] == ["0.89"]
    assert shop.fresh(order).refunded == order.total


@pytest.mark.parametrize(
    "refund",
    [
        partial(services.refund_order, lines={"TALL-MUG": 1}, resaleable=True),
        partial(services.refund_amount, amount=Decimal("11.65"), reason="Scratch"),
    ],
    ids=["pieces", "amount"],
)
def test_form_that_is_sent_twice_refunds_once(order: Order, refund: Callable[..., Refund]) -> None:
    submission = uuid4()

    first, second = (refund(order_id=order.pk, submission=submission) for _ in range(2))

    assert first == second
    assert shop.events_of(order).count("order_refunded") == 1
    assert shop.fresh(order).refunded == Decimal("11.65")
