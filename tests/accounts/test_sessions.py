"""Expired sessions are deleted by the clock."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from events.api import unit_of_work
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_clock_deletes_expired_sessions_only() -> None:
    expired, current = Client(), Client()
    user: User = UserFactory.create()
    for visitor in (expired, current):
        visitor.force_login(user)
    Session.objects.filter(pk=expired.session.session_key).update(
        expire_date=timezone.now() - timedelta(minutes=1)
    )
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=timezone.now()))
    deliver_all()
    assert list(Session.objects.values_list("pk", flat=True)) == [current.session.session_key]
