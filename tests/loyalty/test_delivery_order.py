"""Deliveries arrive in any order and repeatedly: points, ledger and events are the same."""

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
from uuid_utils.compat import uuid7

from loyalty import receivers
from orders.signals import Adjustment
from tests.loyalty.factories import AccountFactory, EntryFactory, ledger, published
from tests.order_events import ORDER_ID, receive, redemption
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    PlacedFactory,
    RefundedFactory,
)

pytestmark = pytest.mark.django_db

type Delivery = tuple[Callable[..., None], object, UUID]

GRANTED = 700
EARNED_BEFORE = 380


@dataclass(frozen=True)
class Course:
    """The course of one order.

    `paid` lists the amount paid for goods, then what remains after each refund. The order ends
    `kept`, `cancelled` or `refunded`; a refunded one ends with "0.00".
    """

    paid: Sequence[str]
    ending: str
    redeemed: tuple[Adjustment, ...] = ()

    def deliveries(self, customer_id: int) -> list[Delivery]:
        """Return loyalty's durable deliveries, in the order of the events."""
        completed = CompletedFactory.build(
            customer_id=customer_id, goods_paid=Decimal(self.paid[0])
        )
        deliveries: list[tuple[Callable[..., None], object]] = [(receivers.award_points, completed)]
        for before, after in pairwise(self.paid):
            refunded = RefundedFactory.build(
                customer_id=customer_id,
                goods_paid_before=Decimal(before),
                goods_paid_after=Decimal(after),
                whole=self.ending == "refunded" and after == self.paid[-1],
            )
            deliveries.append((receivers.reverse_refunded_points, refunded))
        if self.ending == "cancelled":
            deliveries.append((receivers.reverse_points, self.cancelled(customer_id)))
        return [(receiver, event, uuid7()) for receiver, event in deliveries]

    def cancelled(self, customer_id: int) -> object:
        return CancelledFactory.build(customer_id=customer_id, goods_paid=Decimal(self.paid[-1]))


def permuted(numbers: Sequence[int], deliveries: list[Delivery]) -> list[Delivery]:
    return [deliveries[number] for number in numbers]


def outcome(course: Course, arrange: Callable[[list[Delivery]], list[Delivery]]) -> Any:
    """Return the result of a course whose deliveries arrive as arranged, and roll it back."""
    with transaction.atomic():
        account = AccountFactory.create(balance=GRANTED)
        EntryFactory.create(account=account, points=EARNED_BEFORE)
        account.balance += EARNED_BEFORE
        account.save()
        placed = PlacedFactory.build(customer_id=account.pk, adjustments=course.redeemed)
        receive(receivers.redeem_points, placed)
        if course.ending == "cancelled":
            receive(receivers.return_redeemed_points, course.cancelled(account.pk))
        for receiver, event, event_id in arrange(course.deliveries(account.pk)):
            receive(receiver, event, event_id=event_id)
        entries = sorted(ledger(account.pk))
        account.refresh_from_db()
        awarded = [(event["points"], event["order_id"]) for event in published("points_awarded")]
        reached = [event["tier"] for event in published("tier_reached")]
        transaction.set_rollback(True)
    return entries, account.balance, account.debt, awarded, reached


COURSES = {
    "cancelled": Course(["124.10"], "cancelled"),
    "cancelled, with points": Course(["124.10"], "cancelled", (redemption(900),)),
    "refunded in three steps": Course(
        ["131.99", "99.99", "50.01", "0.00"], "refunded", (redemption(500),)
    ),
    "refunded in part, then cancelled": Course(
        ["131.99", "40.50"], "cancelled", (redemption(100),)
    ),
    "delivered, one teapot refunded": Course(["131.99", "119.50"], "kept"),
}


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES)
def test_every_permutation_has_the_same_result(course: Course) -> None:
    expected = outcome(course, list)

    for numbers in permutations(range(len(course.deliveries(0)))):
        assert outcome(course, partial(permuted, numbers)) == expected, numbers


@st.composite
def courses(draw: st.DrawFn) -> Course:
    """Draw the course of an order: payment, refunds and ending."""
    cents = draw(st.lists(st.integers(1, 30_000), min_size=1, max_size=3, unique=True))
    ending = draw(st.sampled_from(["kept", "cancelled", "refunded"]))
    paid = [str(Decimal(amount) / 100) for amount in sorted(cents, reverse=True)]
    if ending == "refunded":
        paid.append("0.00")
    points = draw(st.sampled_from([0, 100, 400, 1000]))
    return Course(paid, ending, (redemption(points),) if points else ())


@settings(max_examples=40)
@given(course=courses(), data=st.data())
def test_order_and_repetition_do_not_change_the_result(course: Course, data: st.DataObject) -> None:
    def shuffled(deliveries: list[Delivery]) -> list[Delivery]:
        repeated = data.draw(st.lists(st.sampled_from(deliveries), max_size=4))
        return data.draw(st.permutations(deliveries + repeated))

    assert outcome(course, shuffled) == outcome(course, list)


def test_cancellation_restores_the_account() -> None:
    entries, balance, debt, awarded, reached = outcome(
        COURSES["cancelled, with points"], lambda deliveries: deliveries[::-1]
    )

    assert (balance, debt) == (GRANTED + EARNED_BEFORE, 0)
    assert sum(points for _, points in entries) == balance
    assert awarded == [(124, str(ORDER_ID))]
    assert reached == ["Silver"]
