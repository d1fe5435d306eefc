"""Deliveries come in any order and more than once: the messages are the same."""

from collections.abc import Callable
from itertools import batched
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from events.testing import deliver_all
from notifications import receivers
from notifications.models import Message
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.factories import SubscriptionFactory
from tests.notifications.stories import hear

pytestmark = pytest.mark.django_db

type Delivery = tuple[Callable[..., None], object, UUID]


def deliveries_of_an_order(customer_id: int) -> list[Delivery]:
    """A whole life: paid, shipped, delivered, paid back twice; points, a tier, a restock."""
    who = {"customer_id": customer_id}
    heard: list[tuple[Callable[..., None], object]] = [
        (receivers.write_receipt, stories.completed(**who)),
        (receivers.tell_of_shipping, stories.shipped(**who)),
        (receivers.tell_of_arrival, stories.delivered(**who)),
        (receivers.tell_of_refund, stories.refunded(**who)),
        (receivers.tell_of_refund, stories.refunded(**who, whole=True)),
        (receivers.tell_of_cancellation, stories.cancelled(**who)),
        (receivers.tell_of_points, stories.points(customer_id)),
        (receivers.tell_of_tier, stories.tier(customer_id)),
    ]
    return [(receiver, event, uuid7()) for receiver, event in heard]


def told() -> list[tuple[str, str, str]]:
    return sorted(Message.objects.values_list("kind", "email", "subject"))


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(heard=st.permutations([*range(8), *range(8)]), at_once=st.integers(1, 16))
def test_any_order_and_any_repetition_tells_the_same(
    heard: list[int], at_once: int, mailoutbox: list[object]
) -> None:
    """Every event is heard twice; e-mails go out after each few of them."""
    Message.objects.all().delete()
    mailoutbox.clear()
    ada = UserFactory.create()
    deliveries = deliveries_of_an_order(ada.pk)
    for some in batched(heard, at_once):
        for number in some:
            receiver, event, event_id = deliveries[number]
            hear(receiver, event, event_id=event_id)
        deliver_all()

    assert told() == [
        ("cancelled", stories.GUEST, "Order S-1042 is cancelled"),
        ("delivered", stories.GUEST, "Order S-1042 has arrived"),
        ("points", ada.email, "You have earned 159 points"),
        ("receipt", stories.GUEST, "Your receipt for order S-1042"),
        ("refunded", stories.GUEST, "We pay €18.71 back for order S-1042"),
        ("refunded", stories.GUEST, "We pay €18.71 back for order S-1042"),
        ("shipped", stories.GUEST, "Order S-1042 is on its way"),
        ("tier", ada.email, "You have reached Gold"),
    ]
    assert len(mailoutbox) == 8


def test_who_waits_is_told_once_however_often_the_stock_comes_back() -> None:
    waiting = SubscriptionFactory.create()
    first, second = uuid7(), uuid7()

    for event_id in (second, first, second):
        hear(receivers.tell_who_waits, stories.replenished(), event_id=event_id)

    assert told() == [("back_in_stock", waiting.email, "Back in stock: Brass telescope")]
