"""Several workers and requests change one account at the same time."""

from decimal import Decimal
from functools import partial

import pytest
from uuid_utils.compat import uuid7

from events.api import unit_of_work
from loyalty import receivers
from loyalty.models import Account
from orders.signals import AdjustmentRefused, OrderPlaced, order_placed
from tests.accounts.factories import UserFactory
from tests.loyalty.factories import AccountFactory, balance, ledger, published
from tests.order_events import ORDER_ID, receive, redemption
from tests.order_events.factories import CancelledFactory, CompletedFactory, PlacedFactory
from tests.orders.threads import wait_a_moment
from tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def place(event: OrderPlaced) -> None:
    with unit_of_work(correlation_id=ORDER_ID):
        order_placed.publish(event)


def redeeming(customer_id: int, points: int) -> OrderPlaced:
    return PlacedFactory.build(
        order_id=uuid7(), customer_id=customer_id, adjustments=(redemption(points),)
    )


def test_two_orders_cannot_redeem_the_same_points() -> None:
    customer_id = AccountFactory.create(balance=500).pk
    order_placed.connect(wait_a_moment)  # hold the locks for a while
    try:
        results = together(*[partial(place, redeeming(customer_id, 400)) for _ in range(2)])
    finally:
        order_placed.disconnect(wait_a_moment)

    refused = [result for result in results if result is not None]
    assert [type(result) for result in refused] == [AdjustmentRefused]
    assert "You now have 100 points, not 400" in str(refused[0])
    assert balance(customer_id) == 100


def test_concurrent_deliveries_of_one_event_award_once() -> None:
    customer_id, event_id = UserFactory.create().pk, uuid7()
    completed = CompletedFactory.build(customer_id=customer_id)

    results = together(
        *[partial(receive, receivers.award_points, completed, event_id=event_id)] * 4
    )

    assert results == [None] * 4
    assert ledger(customer_id) == [("award", 124)]
    assert len(published("points_awarded")) == 1


def test_concurrent_changes_lose_no_points() -> None:
    customer_id = AccountFactory.create(balance=1000).pk
    completed = CompletedFactory.build(customer_id=customer_id)
    cancelled = CancelledFactory.build(customer_id=customer_id)

    results = together(
        *[partial(receive, receivers.award_points, completed) for _ in range(4)],
        *[partial(receive, receivers.reverse_points, cancelled) for _ in range(3)],
        *[partial(place, redeeming(customer_id, 200)) for _ in range(2)],
    )

    assert results == [None] * 9
    assert balance(customer_id) == 1000 + 124 - 400
    assert Account.objects.get(pk=customer_id).balance == 724
    tiers = [event["tier"] for event in published("points_awarded")]
    assert set(tiers) == {"Bronze"}


def test_concurrent_awards_publish_the_tier_once() -> None:
    customer_id = UserFactory.create().pk
    halves = [
        CompletedFactory.build(
            customer_id=customer_id, goods_paid=Decimal("324.10"), order_id=uuid7()
        )
        for _ in range(2)
    ]

    together(*[partial(receive, receivers.award_points, half) for half in halves])

    assert balance(customer_id) == 648
    assert [event["tier"] for event in published("tier_reached")] == ["Silver"]
