"""Paid orders earn points, and points reach tiers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.api import unit_of_work
from events.delivery.maintenance import replay_event
from events.models import StoredEvent
from events.testing import deliver_all
from loyalty import receivers
from loyalty.models import Account, Entry, EntryType
from tests.counting import statements
from tests.loyalty.factories import AccountFactory, EntryFactory, balance, ledger, published
from tests.loyalty.orders import cancel, complete, refund
from tests.order_events import ORDER_ID, receive
from tests.order_events.factories import CompletedFactory

pytestmark = pytest.mark.django_db

AWARD, REVERSAL = EntryType.AWARD.value, EntryType.REVERSAL.value


def earn(account: Account, points: int, *, days_ago: int = 0) -> None:
    occurred_at = timezone.now() - timedelta(days=days_ago)
    EntryFactory.create(account=account, points=points, occurred_at=occurred_at)
    Account.objects.filter(pk=account.pk).update(balance=points)


def test_award_is_one_point_per_unit_paid_for_goods(customer: int) -> None:
    complete(customer, "124.99")

    assert ledger(customer) == [(AWARD, 124)]
    entry, event = Entry.objects.get(), StoredEvent.objects.get(signal="orders.order_completed")
    assert (entry.event_id, entry.occurred_at) == (event.id, event.occurred_at)
    assert (entry.order_id, entry.order_number) == (ORDER_ID, "S-1042")
    assert published("points_awarded") == [
        {
            "customer_id": customer,
            "order_id": str(ORDER_ID),
            "points": 124,
            "balance": 124,
            "tier": "Bronze",
        }
    ]


def test_award_takes_four_statements(collector: int) -> None:
    with unit_of_work(), statements(exactly=4, on="loyalty_"):
        receive(receivers.award_points, CompletedFactory.build(customer_id=collector))


def test_repeated_delivery_awards_once(customer: int) -> None:
    complete(customer)
    event = StoredEvent.objects.get(signal="orders.order_completed")

    replay_event(stored=event, receiver="loyalty.award_points")
    deliver_all()

    assert ledger(customer) == [(AWARD, 124)]
    assert len(published("points_awarded")) == 1


def test_guest_earns_no_points() -> None:
    complete(None)
    cancel(None)
    refund(None, "124.10", "0.00", whole=True)

    assert not Account.objects.exists()
    assert published("points_awarded") == []


def test_award_of_zero_points_is_not_published(customer: int) -> None:
    complete(customer, "0.99")

    assert ledger(customer) == []
    assert published("points_awarded") == []


def test_deleted_customer_earns_no_points(customer: int) -> None:
    complete(customer + 1)

    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("earned", "days_ago", "paid", "tier"),
    [(400, 364, "124.10", "Silver"), (400, 367, "124.10", "Bronze"), (1, 1, "2345.00", "Gold")],
    ids=["reached", "points older than a year", "skips a tier"],
)
def test_award_publishes_the_tier_that_it_reaches(
    earned: int, days_ago: int, paid: str, tier: str
) -> None:
    account = AccountFactory.create()
    earn(account, earned, days_ago=days_ago)

    complete(account.pk, paid)

    assert published("points_awarded")[0]["tier"] == tier
    reached = [] if tier == "Bronze" else [{"customer_id": account.pk, "tier": tier}]
    assert published("tier_reached") == reached


def test_granted_points_do_not_count_for_the_tier(collector: int) -> None:
    complete(collector)

    assert balance(collector) == 624
    assert published("points_awarded")[0]["tier"] == "Bronze"
    assert published("tier_reached") == []


def test_falling_to_a_lower_tier_is_not_published() -> None:
    account = AccountFactory.create()
    earn(account, 400)
    complete(account.pk)

    cancel(account.pk)

    assert ledger(account.pk)[-2:] == [(AWARD, 124), (REVERSAL, -124)]
    assert [event["tier"] for event in published("tier_reached")] == ["Silver"]
