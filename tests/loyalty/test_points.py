"""The events of an order change the points of its customer."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from events.api import EventSignal, unit_of_work
from events.delivery.maintenance import replay_event
from events.models import Refusal, StoredEvent
from events.testing import deliver_all
from loyalty import receivers
from loyalty.models import Account, Entry, EntryType
from orders.signals import (
    Adjustment,
    AdjustmentRefused,
    order_cancelled,
    order_completed,
    order_placed,
    order_refunded,
)
from tests import order_events
from tests.accounts.factories import UserFactory
from tests.counting import statements
from tests.loyalty.factories import AccountFactory, EntryFactory, balance, ledger, published
from tests.order_events import ORDER_ID, receive, redemption
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    PlacedFactory,
    RefundedFactory,
)

pytestmark = pytest.mark.django_db

AWARD, REVERSAL = EntryType.AWARD.value, EntryType.REVERSAL.value
REDEMPTION, RETURN = EntryType.REDEMPTION.value, EntryType.RETURN.value


@pytest.fixture
def customer() -> int:
    """A customer without points."""
    return int(UserFactory.create().pk)


@pytest.fixture
def collector() -> int:
    """A customer with 500 granted points."""
    return int(AccountFactory.create(balance=500).pk)


def publish[E](signal: EventSignal[E], event: E) -> None:
    order_events.publish(signal, event, app="loyalty")


def place(customer_id: int | None, *adjustments: Adjustment, order_id: UUID = ORDER_ID) -> None:
    event = PlacedFactory.build(order_id=order_id, customer_id=customer_id, adjustments=adjustments)
    publish(order_placed, event)


def complete(customer_id: int | None, paid: str = "124.10") -> None:
    event = CompletedFactory.build(customer_id=customer_id, goods_paid=Decimal(paid))
    publish(order_completed, event)


def cancel(customer_id: int | None) -> None:
    publish(order_cancelled, CancelledFactory.build(customer_id=customer_id))


def refund(customer_id: int | None, before: str, after: str, *, whole: bool = False) -> None:
    event = RefundedFactory.build(
        customer_id=customer_id,
        amount=Decimal(before) - Decimal(after),
        goods_paid_before=Decimal(before),
        goods_paid_after=Decimal(after),
        whole=whole,
    )
    publish(order_refunded, event)


def earn(account: Account, points: int, *, days_ago: int = 0) -> None:
    occurred_at = timezone.now() - timedelta(days=days_ago)
    EntryFactory.create(account=account, points=points, occurred_at=occurred_at)
    Account.objects.filter(pk=account.pk).update(balance=points)


# --- awards --------------------------------------------------------------------------------


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


# --- tiers ---------------------------------------------------------------------------------


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


# --- redemptions ---------------------------------------------------------------------------


def test_order_redeems_points(collector: int) -> None:
    place(collector, redemption(300), redemption(100))

    assert ledger(collector)[-1] == (REDEMPTION, -400)
    assert balance(collector) == 100


def test_adjustments_of_other_apps_cost_no_points(collector: int) -> None:
    others = (
        Adjustment(code="tier-shipping", label="", amount=Decimal("-4.90"), stage="shipping"),
        Adjustment(code="SPRING", label="", amount=Decimal("-3.00"), stage="redemption"),
    )

    place(collector, *others)

    assert balance(collector) == 500


def test_order_without_redemption_needs_no_statement(collector: int) -> None:
    plain = PlacedFactory.build(customer_id=collector)
    redeeming = PlacedFactory.build(customer_id=collector, adjustments=(redemption(100),))
    with unit_of_work(), statements(exactly=0):
        receive(receivers.redeem_points, plain)
    with unit_of_work(), statements(exactly=2):
        receive(receivers.redeem_points, redeeming)


def test_too_few_points_refuse_the_order(collector: int) -> None:
    with pytest.raises(AdjustmentRefused) as refused:
        place(collector, redemption(600))

    reason = "You now have 500 points, not 600. Choose another offer, or none."
    assert (refused.value.code, refused.value.reason) == ("redeem-600", reason)
    assert balance(collector) == 500
    refusal = Refusal.objects.get()
    assert (refusal.receiver, refusal.reason) == ("loyalty.redeem_points", reason)


def test_points_of_another_customer_are_not_redeemed(customer: int, collector: int) -> None:
    with pytest.raises(AdjustmentRefused, match="You now have 0 points, not 300"):
        place(customer, redemption(300))

    assert (balance(customer), balance(collector)) == (0, 500)


@pytest.mark.usefixtures("collector")
def test_guest_cannot_redeem_points() -> None:
    with pytest.raises(AdjustmentRefused, match="Log in to redeem"):
        place(None, redemption(300))


@pytest.mark.parametrize(
    "forged",
    [
        redemption(300, "-30.00"),
        redemption(300, "3.00"),
        redemption(300, "0.00"),
        redemption(50),
        redemption(250, "-2.00"),
        *(
            Adjustment(code=code, label="", amount=Decimal("-3.00"), stage="redemption")
            for code in (
                "redeem-all",
                "redeem-",
                "redeem--300",
                "redeem-0300",
                "redeem-300\n",
                "redeem-\N{FULLWIDTH DIGIT THREE}00",
                "redeem-1" + "0" * 40,
            )
        ),
    ],
    ids=lambda adjustment: ascii(f"{adjustment.code} for {adjustment.amount}"),
)
def test_forged_code_refuses_the_order(collector: int, forged: Adjustment) -> None:
    event = PlacedFactory.build(customer_id=collector, adjustments=(forged,))

    with pytest.raises(AdjustmentRefused, match="Choose one of the offers") as refused:
        receive(receivers.redeem_points, event)

    assert refused.value.code == forged.code
    assert balance(collector) == 500


# --- cancellations and refunds -------------------------------------------------------------


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


# --- constraints ---------------------------------------------------------------------------


@pytest.mark.parametrize("wrong", [{"balance": -1}, {"debt": -1}, {"balance": 1, "debt": 1}])
def test_account_has_a_balance_or_a_debt(customer: int, wrong: dict[str, int]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory.create(customer=None, customer_id=customer, **wrong)


@pytest.mark.parametrize(
    ("entry_type", "points"),
    [
        (EntryType.AWARD, -1),
        (EntryType.RETURN, 0),
        (EntryType.GRANT, -5),
        (EntryType.REDEMPTION, 1),
        (EntryType.REVERSAL, 0),
    ],
)
def test_points_have_the_sign_of_their_type(entry_type: EntryType, points: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(type=entry_type, points=points)


@pytest.mark.parametrize(
    ("entry_type", "once_for"), [(EntryType.AWARD, "event_id"), (EntryType.RETURN, "order_id")]
)
def test_event_has_one_award_and_order_one_return(entry_type: EntryType, once_for: str) -> None:
    entry = EntryFactory.create(type=entry_type)
    repeated = {once_for: getattr(entry, once_for)}

    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(account=entry.account, type=entry_type, **repeated)
