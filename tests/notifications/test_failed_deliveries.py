"""Staff are notified of deliveries that failed for good."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from events.api import unit_of_work
from events.models import Status
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all
from notifications import selectors
from notifications.models import Message, MessageType
from tests.accounts.factories import UserFactory
from tests.events.factories import DeliveryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> User:
    staff: User = UserFactory.create(is_staff=True, permissions=["change_delivery"])
    return staff


@pytest.fixture
def minute() -> datetime:
    return timezone.now()


def _fail(receiver: str, at: datetime) -> None:
    DeliveryFactory.create(receiver=receiver, status=Status.FAILED, finished_at=at)


def _tick(minute: datetime) -> None:
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=minute))
    deliver_all()


def test_staff_get_one_message_about_new_failures(staff: User, minute: datetime) -> None:
    UserFactory.create(is_staff=True)
    for _ in range(2):
        _fail("loyalty.award_points", minute)
    _fail("notifications.send_receipt", minute)

    _tick(minute)
    _tick(minute + timedelta(minutes=1))

    [message] = Message.objects.filter(type=MessageType.DELIVERIES_FAILED)
    assert (message.recipient, message.subject) == (staff, "3 failed deliveries")
    assert message.context["failures"] == [
        {"receiver": "loyalty.award_points", "count": 2},
        {"receiver": "notifications.send_receipt", "count": 1},
    ]


def test_failures_after_a_message_are_reported_an_hour_later(staff: User, minute: datetime) -> None:
    _fail("loyalty.award_points", minute)
    _tick(minute)
    reported = Message.objects.get()
    Message.objects.update(created_at=minute - timedelta(minutes=50))
    _fail("orders.refund_payment", minute - timedelta(minutes=40))
    _fail("orders.refund_payment", minute - timedelta(minutes=55))

    assert selectors.unreported_failures(now=minute) == []
    later = selectors.unreported_failures(now=minute + timedelta(minutes=11))

    assert reported.recipient == staff
    assert {"receiver": "orders.refund_payment", "count": 1} in later


def test_old_failures_are_not_reported(staff: User, minute: datetime) -> None:
    _fail("loyalty.award_points", minute - timedelta(days=2))

    _tick(minute)

    assert not Message.objects.exists()
