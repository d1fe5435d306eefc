"""Deliveries come in any order and more than once: points, ledger and news are the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise, permutations
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from events.identifiers import uuid7
from loyalty import receivers
from orders.signals import Adjustment
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.loyalty.stories import (
    ORDER,
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

type Delivery = tuple[Callable[..., None], object, UUID]

GIVEN = 700
EARNED_BEFORE = 380


@dataclass(frozen=True)
class Life:
    """An order is paid, paid back down to each further amount of `paid`, and ends.

    The amounts are for goods. The `ending` is kept, cancelled or refunded; refunded ends
    with "0.00".
    """

    paid: Sequence[str]
    ending: str
    redeemed: tuple[Adjustment, ...] = ()

    def deliveries(self, customer_id: int) -> list[Delivery]:
        """What loyalty hears of it from the worker, in the order in which it happened."""
        first, last = Decimal(self.paid[0]), Decimal(self.paid[-1])
        paid = completed(customer_id, goods_paid=first, adjustments=self.redeemed)
        heard: list[tuple[Callable[..., None], object]] = [(receivers.award_points, paid)]
        for before, after in pairwise(self.paid):
            whole = self.ending == "refunded" and after == self.paid[-1]
            back = refunded(customer_id, before, after, *self.redeemed, whole=whole)
            heard.append((receivers.take_back_points, back))
        if self.ending == "cancelled":
            end = cancelled(customer_id, goods_paid=last, adjustments=self.redeemed)
            heard.append((receivers.return_points, end))
        return [(receiver, event, uuid7()) for receiver, event in heard]


def as_it_happened(heard: list[Delivery]) -> list[Delivery]:
    return heard


def arranged(numbers: Sequence[int], heard: list[Delivery]) -> list[Delivery]:
    return [heard[number] for number in numbers]


def outcome(life: Life, in_order: Callable[[list[Delivery]], list[Delivery]]) -> Any:
    """What a life comes to when its deliveries arrive like this; nothing of it remains."""
    with transaction.atomic():
        account = AccountFactory.create(balance=GIVEN)
        EntryFactory.create(account=account, points=EARNED_BEFORE)
        account.balance += EARNED_BEFORE
        account.save()
        hear(receivers.redeem_points, placed(account.pk, *life.redeemed), uuid7())
        for receiver, event, event_id in in_order(life.deliveries(account.pk)):
            hear(receiver, event, event_id)
        booked = sorted(ledger(account.pk))
        account.refresh_from_db()
        awarded = [(event["points"], event["order_id"]) for event in said("points_awarded")]
        climbed = [event["tier"] for event in said("tier_reached")]
        transaction.set_rollback(True)
    return booked, account.balance, account.debt, awarded, climbed


LIVES = {
    "cancelled before anybody heard that it was paid": Life(["124.10"], "cancelled"),
    "cancelled, with points": Life(["124.10"], "cancelled", (redemption(900),)),
    "paid back in three steps": Life(
        ["131.99", "99.99", "50.01", "0.00"], "refunded", (redemption(500),)
    ),
    "paid back in part, then cancelled": Life(["131.99", "40.50"], "cancelled", (redemption(100),)),
    "delivered, and one cup paid back": Life(["131.99", "119.50"], "kept"),
}


@pytest.mark.parametrize("life", LIVES.values(), ids=LIVES)
def test_every_permutation_ends_the_same(life: Life) -> None:
    expected = outcome(life, as_it_happened)

    for numbers in permutations(range(len(life.deliveries(0)))):
        assert outcome(life, partial(arranged, numbers)) == expected, numbers


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """Any way in which an order may be paid, paid back and end."""
    cents = draw(st.lists(st.integers(1, 30_000), min_size=1, max_size=3, unique=True))
    ending = draw(st.sampled_from(["kept", "cancelled", "refunded"]))
    paid = [str(Decimal(amount) / 100) for amount in sorted(cents, reverse=True)]
    if ending == "refunded":
        paid.append("0.00")
    points = draw(st.sampled_from([0, 100, 400, 1000]))
    return Life(paid, ending, (redemption(points),) if points else ())


@settings(max_examples=40, deadline=None)
@given(life=lives(), data=st.data())
def test_any_order_and_any_repetition_ends_the_same(life: Life, data: st.DataObject) -> None:
    def shuffled(heard: list[Delivery]) -> list[Delivery]:
        repeated = data.draw(st.lists(st.sampled_from(heard), max_size=4))
        return data.draw(st.permutations(heard + repeated))

    assert outcome(life, shuffled) == outcome(life, as_it_happened)


def test_what_was_cancelled_leaves_the_account_as_it_was() -> None:
    life = LIVES["cancelled, with points"]

    booked, balance, debt, awarded, climbed = outcome(life, lambda heard: heard[::-1])

    assert (balance, debt) == (GIVEN + EARNED_BEFORE, 0)
    assert sum(points for _, points in booked) == balance
    assert awarded == [(124, str(ORDER))]
    assert climbed == ["Silver"]
