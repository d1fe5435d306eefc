"""What the events of an order do to the points of its customer."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events import unit_of_work
from events.models import Refusal, StoredEvent
from events.services import replay_event
from events.testing import deliver_all
from loyalty import receivers
from loyalty.models import Account, Entry, Kind
from loyalty.services import grant_points
from orders.signals import (
    Adjustment,
    AdjustmentRefused,
    order_cancelled,
    order_completed,
    order_placed,
    order_refunded,
)
from tests.config.factories import UserFactory
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.loyalty.stories import (
    AWARD,
    ORDER,
    REDEMPTION,
    RETURNED,
    TAKEN_BACK,
    announce,
    balance,
    cancelled,
    completed,
    hear,
    ledger,
    placed,
    redemption,
    refunded,
    said,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> int:
    """The id of a customer who has no points yet."""
    return int(UserFactory.create().pk)


@pytest.fixture
def rich() -> int:
    """The id of a customer with 500 points, none of them earned."""
    return int(AccountFactory.create(balance=500).pk)


# --- earning -------------------------------------------------------------------------------


def test_a_paid_order_earns_a_point_for_each_whole_unit_paid_for_goods(ada: int) -> None:
    announce(order_completed, completed(ada, goods_paid=Decimal("124.99")))

    assert ledger(ada) == [(AWARD, 124)]
    entry = Entry.objects.get()
    event = StoredEvent.objects.get(signal="orders.order_completed")
    assert (entry.event_id, entry.order_id) == (event.id, ORDER)
    assert (entry.order_number, entry.occurred_at) == ("SHOP-TELE-SC0P", event.occurred_at)


def test_an_award_is_announced_with_what_can_be_redeemed_now(ada: int) -> None:
    announce(order_completed, completed(ada))

    assert said("points_awarded") == [
        {
            "customer_id": ada,
            "order_id": str(ORDER),
            "points": 124,
            "balance": 124,
            "tier": "Bronze",
        }
    ]
    assert said("tier_reached") == []


def test_a_repeated_delivery_awards_and_announces_nothing(ada: int) -> None:
    announce(order_completed, completed(ada))
    entry = StoredEvent.objects.get(signal="orders.order_completed")

    replay_event(entry=entry, receiver="loyalty.award_points")
    deliver_all()

    assert ledger(ada) == [(AWARD, 124)]
    assert len(said("points_awarded")) == 1


def test_a_guest_earns_nothing() -> None:
    announce(order_completed, completed(None))
    announce(order_cancelled, cancelled(None))

    assert not Account.objects.exists()
    assert said("points_awarded") == []


def test_an_order_that_cost_less_than_one_earns_and_announces_nothing(ada: int) -> None:
    announce(order_completed, completed(ada, goods_paid=Decimal("0.99")))

    assert ledger(ada) == []
    assert said("points_awarded") == []


def test_who_has_left_the_shop_meanwhile_earns_nothing(ada: int) -> None:
    announce(order_completed, completed(ada + 1))

    assert not Account.objects.exists()


def test_points_leave_with_their_customer(ada: int) -> None:
    announce(order_completed, completed(ada))

    Account.objects.get(pk=ada).customer.delete()

    assert not Entry.objects.exists()


# --- tiers ---------------------------------------------------------------------------------


def earned(account: Account, points: int, *, days_ago: int = 0) -> None:
    then = timezone.now() - timedelta(days=days_ago)
    EntryFactory.create(account=account, points=points, occurred_at=then)
    Account.objects.filter(pk=account.pk).update(balance=points)


def test_the_award_that_lifts_a_customer_announces_the_tier() -> None:
    account = AccountFactory.create()
    earned(account, 400, days_ago=364)

    announce(order_completed, completed(account.pk))

    assert said("points_awarded")[0]["tier"] == "Silver"
    assert said("tier_reached") == [{"customer_id": account.pk, "tier": "Silver"}]


def test_points_of_more_than_a_year_ago_lift_nobody() -> None:
    account = AccountFactory.create()
    earned(account, 400, days_ago=366)

    announce(order_completed, completed(account.pk))

    assert said("points_awarded")[0] | {"order_id": None} == {
        "customer_id": account.pk,
        "order_id": None,
        "points": 124,
        "balance": 524,
        "tier": "Bronze",
    }
    assert said("tier_reached") == []


def test_gifts_do_not_count_for_the_tier(rich: int) -> None:
    announce(order_completed, completed(rich))

    assert balance(rich) == 624
    assert said("points_awarded")[0]["tier"] == "Bronze"
    assert said("tier_reached") == []


def test_a_tier_may_be_skipped() -> None:
    account = AccountFactory.create()

    announce(order_completed, completed(account.pk, goods_paid=Decimal("2340.10")))

    assert said("tier_reached") == [{"customer_id": account.pk, "tier": "Gold"}]


def test_falling_back_is_not_announced() -> None:
    account = AccountFactory.create()
    earned(account, 400)
    announce(order_completed, completed(account.pk))

    announce(order_cancelled, cancelled(account.pk))

    assert ledger(account.pk)[-2:] == [(AWARD, 124), (TAKEN_BACK, -124)]
    assert [event["tier"] for event in said("tier_reached")] == ["Silver"]


# --- redeeming -----------------------------------------------------------------------------


def test_redeemed_points_are_burned_with_the_order(rich: int) -> None:
    announce(order_placed, placed(rich, redemption(300)))

    assert ledger(rich)[-1] == (REDEMPTION, -300)
    assert balance(rich) == 200


def test_an_order_that_redeems_nothing_moves_no_points(rich: int) -> None:
    announce(
        order_placed,
        placed(
            rich,
            Adjustment(code="tier-delivery", label="", amount=Decimal("-4.90"), stage="shipping"),
            Adjustment(code="SPRING", label="", amount=Decimal("-3.00"), stage="redemption"),
        ),
    )

    assert balance(rich) == 500


def test_a_checkout_without_points_pays_no_statement_for_them(
    rich: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with unit_of_work(), django_assert_num_queries(0):
        hear(receivers.redeem_points, placed(rich), ORDER)
    with unit_of_work(), django_assert_num_queries(2):
        hear(receivers.redeem_points, placed(rich, redemption(100)), ORDER)


def test_points_that_are_gone_refuse_the_order(rich: int) -> None:
    with pytest.raises(AdjustmentRefused) as refused:
        announce(order_placed, placed(rich, redemption(600)))

    assert refused.value.code == "redeem-600"
    assert (
        refused.value.reason == "You have 500 points now, not 600. Choose another offer, or none."
    )
    assert balance(rich) == 500
    refusal = Refusal.objects.get()
    assert (refusal.receiver, refusal.reason) == ("loyalty.redeem_points", refused.value.reason)


def test_nobody_redeems_what_is_in_another_customers_account(ada: int, rich: int) -> None:
    with pytest.raises(AdjustmentRefused, match="You have 0 points now, not 300"):
        announce(order_placed, placed(ada, redemption(300)))

    assert (balance(ada), balance(rich)) == (0, 500)


@pytest.mark.usefixtures("rich")
def test_a_guest_redeems_nothing() -> None:
    with pytest.raises(AdjustmentRefused, match="log in to redeem"):
        announce(order_placed, placed(None, redemption(300)))


@pytest.mark.parametrize(
    "dishonest",
    [
        redemption(300, "-30.00"),
        redemption(300, "0.00"),
        redemption(50),
        Adjustment(code="redeem-all", label="", amount=Decimal("-5.00"), stage="redemption"),
    ],
    ids=lambda adjustment: f"{adjustment.code} for {adjustment.amount}",
)
def test_a_dishonest_code_refuses_the_order(rich: int, dishonest: Adjustment) -> None:
    with pytest.raises(AdjustmentRefused, match="Choose one of the offers") as refused:
        announce(order_placed, placed(rich, dishonest))

    assert refused.value.code == dishonest.code
    assert balance(rich) == 500


def test_two_redemptions_of_one_order_cost_their_sum(rich: int) -> None:
    announce(order_placed, placed(rich, redemption(300), redemption(100)))
    assert ledger(rich)[-1] == (REDEMPTION, -400)

    with pytest.raises(AdjustmentRefused, match="You have 100 points now, not 200"):
        announce(order_placed, placed(rich, redemption(100), redemption(100)))


# --- going back ----------------------------------------------------------------------------


def test_an_unpaid_order_returns_what_it_redeemed(rich: int) -> None:
    announce(order_placed, placed(rich, redemption(300)))

    announce(
        order_cancelled,
        cancelled(rich, was_paid=False, reason="declined", adjustments=(redemption(300),)),
    )

    assert ledger(rich)[-2:] == [(REDEMPTION, -300), (RETURNED, 300)]


def test_a_paid_order_that_is_cancelled_takes_back_what_it_earned(rich: int) -> None:
    announce(order_placed, placed(rich, redemption(300)))
    announce(order_completed, completed(rich, adjustments=(redemption(300),)))

    announce(order_cancelled, cancelled(rich, adjustments=(redemption(300),)))

    assert sorted(ledger(rich)[1:]) == sorted(
        [(REDEMPTION, -300), (AWARD, 124), (TAKEN_BACK, -124), (RETURNED, 300)]
    )
    assert balance(rich) == 500


def test_after_a_partial_refund_the_award_is_that_of_what_remains(ada: int) -> None:
    announce(order_completed, completed(ada, goods_paid=Decimal("124.10")))

    announce(order_refunded, refunded(ada, "124.10", "99.95"))
    announce(order_refunded, refunded(ada, "99.95", "99.30"))

    assert ledger(ada) == [(AWARD, 124), (TAKEN_BACK, -25)]
    assert balance(ada) == 99


def test_only_a_whole_refund_returns_what_was_redeemed(rich: int) -> None:
    announce(order_placed, placed(rich, redemption(300)))
    announce(order_completed, completed(rich, adjustments=(redemption(300),)))

    announce(order_refunded, refunded(rich, "124.10", "24.10", redemption(300)))
    assert balance(rich) == 500 - 300 + 24

    announce(order_refunded, refunded(rich, "24.10", "0.00", redemption(300), whole=True))
    assert balance(rich) == 500


def test_what_is_taken_back_and_spent_already_is_a_debt_that_the_next_award_settles(
    ada: int,
) -> None:
    announce(order_completed, completed(ada))
    announce(order_placed, placed(ada, redemption(100)))

    announce(order_cancelled, cancelled(ada))
    assert Account.objects.values_list("balance", "debt").get(pk=ada) == (0, 100)

    announce(order_completed, completed(ada))
    assert Account.objects.values_list("balance", "debt").get(pk=ada) == (24, 0)
    assert ledger(ada)[-1] == (AWARD, 124)
    assert said("points_awarded")[-1]["balance"] == 24


def test_who_owes_points_cannot_redeem_any(ada: int) -> None:
    AccountFactory.create(customer=None, customer_id=ada, debt=100)
    EntryFactory.create(account_id=ada, account=None, kind=Kind.TAKEN_BACK, points=-100)

    with pytest.raises(AdjustmentRefused):
        announce(order_placed, placed(ada, redemption(100)))


# --- gifts ---------------------------------------------------------------------------------


def test_a_gift_is_given_once_for_each_submission(ada: int) -> None:
    first = grant_points(token=ORDER, customer_id=ada, points=50, note="for the chipped cup")
    again = grant_points(token=ORDER, customer_id=ada, points=50, note="for the chipped cup")

    assert first == again
    assert ledger(ada) == [("grant", 50)]
    assert (first.note, first.order_id) == ("for the chipped cup", None)


# --- what the database itself refuses ------------------------------------------------------


def test_a_balance_and_a_debt_exclude_each_other(ada: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory.create(customer=None, customer_id=ada, balance=1, debt=1)


@pytest.mark.parametrize("column", ["balance", "debt"])
def test_neither_is_ever_negative(ada: int, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFactory.create(customer=None, customer_id=ada, **{column: -1})


@pytest.mark.parametrize(
    ("kind", "points"),
    [
        (Kind.AWARD, -1),
        (Kind.RETURNED, 0),
        (Kind.GRANT, -5),
        (Kind.REDEMPTION, 1),
        (Kind.TAKEN_BACK, 0),
    ],
)
def test_each_kind_of_entry_has_its_sign(kind: Kind, points: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(kind=kind, points=points)


def test_an_event_moves_points_of_a_kind_once() -> None:
    entry = EntryFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory.create(account=entry.account, event_id=entry.event_id)
