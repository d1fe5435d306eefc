"""Deliveries arrive in any order and repeatedly: the messages are the same."""

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
from tests.notifications.factories import PointsAwardedFactory, TierReachedFactory
from tests.order_events import GUEST_EMAIL, receive
from tests.order_events.factories import (
    CancelledFactory,
    CompletedFactory,
    DeliveredFactory,
    RefundedFactory,
    ShippedFactory,
)

pytestmark = pytest.mark.django_db

type Delivery = tuple[Callable[..., None], object, UUID]


def deliveries_of_an_order(customer_id: int) -> list[Delivery]:
    """Return all deliveries of an order: paid, shipped, delivered, refunded; points and a tier."""
    deliveries: list[tuple[Callable[..., None], object]] = [
        (receivers.send_receipt, CompletedFactory.build(customer_id=customer_id)),
        (receivers.notify_shipped, ShippedFactory.build(customer_id=customer_id)),
        (receivers.notify_delivered, DeliveredFactory.build(customer_id=customer_id)),
        (receivers.notify_refunded, RefundedFactory.build(customer_id=customer_id)),
        (receivers.notify_refunded, RefundedFactory.build(customer_id=customer_id, whole=True)),
        (receivers.notify_cancelled, CancelledFactory.build(customer_id=customer_id)),
        (receivers.notify_points_awarded, PointsAwardedFactory.build(customer_id=customer_id)),
        (receivers.notify_tier_reached, TierReachedFactory.build(customer_id=customer_id)),
    ]
    return [(receiver, event, uuid7()) for receiver, event in deliveries]


def messages() -> list[tuple[str, str, str]]:
    return sorted(Message.objects.values_list("type", "email", "subject"))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.permutations([*range(8), *range(8)]), batch_size=st.integers(1, 16))
def test_order_and_repetition_do_not_change_the_messages(
    numbers: list[int], batch_size: int, mailoutbox: list[object]
) -> None:
    """Deliver every event twice; send e-mails after each batch."""
    Message.objects.all().delete()
    mailoutbox.clear()
    customer = UserFactory.create()
    deliveries = deliveries_of_an_order(customer.pk)
    for batch in batched(numbers, batch_size):
        for number in batch:
            receiver, event, event_id = deliveries[number]
            receive(receiver, event, event_id=event_id)
        deliver_all()

    assert messages() == [
        ("cancelled", GUEST_EMAIL, "Order S-1042 has been cancelled"),
        ("delivered", GUEST_EMAIL, "Order S-1042 has been delivered"),
        ("points", customer.email, "You earned 159 points"),
        ("receipt", GUEST_EMAIL, "Your receipt for order S-1042"),
        ("refunded", GUEST_EMAIL, "Refund of €18.71 for order S-1042"),
        ("refunded", GUEST_EMAIL, "Refund of €18.71 for order S-1042"),
        ("shipped", GUEST_EMAIL, "Order S-1042 is on its way"),
        ("tier", customer.email, "You have reached Gold"),
    ]
    assert len(mailoutbox) == 8
