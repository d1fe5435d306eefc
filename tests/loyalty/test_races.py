"""Several at once at one account: points are spent once, and none is lost."""

from functools import partial

import pytest

from events import unit_of_work
from events.identifiers import uuid7
from loyalty import receivers
from loyalty.models import Account
from orders.signals import AdjustmentRefused, OrderPlaced, order_placed
from tests.config.factories import UserFactory
from tests.loyalty.factories import AccountFactory
from tests.loyalty.stories import (
    ORDER,
    balance,
    cancelled,
    completed,
    hear,
    ledger,
    placed,
    redemption,
    said,
)
from tests.orders.threads import dawdle, together

pytestmark = pytest.mark.django_db(transaction=True)


def redeem(event: OrderPlaced) -> None:
    with unit_of_work(correlation_id=ORDER):
        order_placed.publish(event)


def test_of_two_orders_that_redeem_the_same_points_one_is_refused() -> None:
    rich = AccountFactory.create(balance=500).pk
    order_placed.connect(dawdle)  # hold the locks for a while
    try:
        results = together(*[partial(redeem, placed(rich, redemption(400)))] * 2)
    finally:
        order_placed.disconnect(dawdle)

    refused = [result for result in results if result is not None]
    assert [type(result) for result in refused] == [AdjustmentRefused]
    assert "You have 100 points now, not 400" in str(refused[0])
    assert balance(rich) == 100


def test_one_event_that_two_workers_hear_at_once_awards_once() -> None:
    ada, event_id = UserFactory.create().pk, uuid7()

    results = together(*[partial(hear, receivers.award_points, completed(ada), event_id)] * 4)

    assert results == [None] * 4
    assert ledger(ada) == [("award", 124)]
    assert len(said("points_awarded")) == 1


def test_awards_take_backs_and_redemptions_at_once_lose_no_point() -> None:
    rich = AccountFactory.create(balance=1000).pk

    results = together(
        *[partial(hear, receivers.award_points, completed(rich), uuid7()) for _ in range(4)],
        *[partial(hear, receivers.return_points, cancelled(rich), uuid7()) for _ in range(3)],
        *[partial(redeem, placed(rich, redemption(200))) for _ in range(2)],
    )

    assert results == [None] * 9
    assert balance(rich) == 1000 + 124 - 400
    assert Account.objects.get(pk=rich).balance == 724
    tiers = [event["tier"] for event in said("points_awarded")]
    assert set(tiers) == {"Bronze"}


def test_two_awards_at_once_announce_the_tier_they_reach_together_once() -> None:
    ada = UserFactory.create().pk
    halves = [
        completed(ada, goods_paid=completed(ada).goods_paid + 200, order_id=uuid7())
        for _ in range(2)
    ]

    together(*[partial(hear, receivers.award_points, half, uuid7()) for half in halves])

    assert balance(ada) == 648
    assert [event["tier"] for event in said("tier_reached")] == ["Silver"]
