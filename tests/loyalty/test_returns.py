"""Cancelled and refunded orders reverse and return points."""

import pytest
from uuid_utils.compat import uuid7

from events.api import unit_of_work
from loyalty.models import Account, EntryType
from orders.signals import AdjustmentRefused, order_cancelled
from tests.loyalty.factories import AccountFactory, EntryFactory, balance, ledger, published
from tests.loyalty.orders import cancel, complete, place, refund
from tests.order_events import ORDER_ID, redemption
from tests.order_events.factories import CancelledFactory

pytestmark = pytest.mark.django_db

AWARD, REVERSAL = EntryType.AWARD.value, EntryType.REVERSAL.value
REDEMPTION, RETURN = EntryType.REDEMPTION.value, EntryType.RETURN.value


def test_redeemed_points_return_with_the_cancellation(collector: int) -> None:
    place(collector, redemption(300))

    with unit_of_work(correlation_id=ORDER_ID):
        order_cancelled.publish(CancelledFactory.build(customer_id=collector, was_paid=False))

    # before any delivery by a worker
    assert ledger(collector)[-2:] == [(REDEMPTION, -300), (RETURN, 300)]


def test_paid_cancelled_order_reverses_its_award(collector: int) -> None:
    place(collector, redemption(300))
    complete(collector)

    cancel(collector)

    assert sorted(ledger(collector)[1:]) == sorted(
        [(REDEMPTION, -300), (AWARD, 124), (REVERSAL, -124), (RETURN, 300)]
    )
    assert balance(collector) == 500


def test_partial_refunds_reverse_the_difference(customer: int) -> None:
    complete(customer)

    refund(customer, "124.10", "99.95")
    refund(customer, "99.95", "99.30")

    assert ledger(customer) == [(AWARD, 124), (REVERSAL, -25)]
    assert balance(customer) == 99


def test_only_a_full_refund_returns_redeemed_points(collector: int) -> None:
    place(collector, redemption(300))
    complete(collector)

    refund(collector, "124.10", "24.10")
    assert balance(collector) == 500 - 300 + 24

    refund(collector, "24.10", "0.00", whole=True)
    assert balance(collector) == 500


def test_reversal_of_spent_points_becomes_a_debt(customer: int) -> None:
    complete(customer)
    place(customer, redemption(100), order_id=uuid7())

    refund(customer, "124.10", "0.00")
    assert Account.objects.values_list("balance", "debt").get(pk=customer) == (0, 100)

    complete(customer)
    assert Account.objects.values_list("balance", "debt").get(pk=customer) == (24, 0)
    assert ledger(customer)[-1] == (AWARD, 124)
    assert published("points_awarded")[-1]["balance"] == 24


def test_customer_in_debt_cannot_redeem(customer: int) -> None:
    AccountFactory.create(customer=None, customer_id=customer, debt=100)
    EntryFactory.create(account_id=customer, account=None, type=EntryType.REVERSAL, points=-100)

    with pytest.raises(AdjustmentRefused):
        place(customer, redemption(100))
