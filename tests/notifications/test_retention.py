"""Old messages and alerts are deleted."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from notifications import services
from notifications.models import Message, StockAlert
from tests.notifications.factories import MessageFactory, StockAlertFactory

pytestmark = pytest.mark.django_db


def test_messages_and_alerts_are_deleted_after_their_time(settings: Settings) -> None:
    settings.NOTIFICATIONS_RETENTION_DAYS = 100
    now = timezone.now()
    long_ago = now - timedelta(days=101)
    message, alert = MessageFactory.create(), StockAlertFactory.create()
    MessageFactory.create(created_at=long_ago)
    StockAlertFactory.create(requested_at=long_ago)
    StockAlertFactory.create(notified_at=now - timedelta(days=31))

    services.prune_messages(now=now)

    assert list(Message.objects.all()) == [message]
    assert list(StockAlert.objects.all()) == [alert]


def test_retention_of_zero_days_keeps_everything(settings: Settings) -> None:
    settings.NOTIFICATIONS_RETENTION_DAYS = 0
    long_ago = timezone.now() - timedelta(days=10_000)
    MessageFactory.create(created_at=long_ago)
    StockAlertFactory.create(requested_at=long_ago)

    services.prune_messages(now=timezone.now())

    assert Message.objects.exists()
    assert StockAlert.objects.exists()
