"""An account chooses which messages are sent by e-mail."""

import re

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import User
from notifications import receivers, services
from notifications.models import EmailPreference, Message, MessageType
from tests.counting import statements
from tests.notifications.factories import (
    EmailPreferenceFactory,
    PointsAwardedFactory,
    StaffFactory,
    StockLowFactory,
)
from tests.order_events import receive
from tests.order_events.factories import CompletedFactory, ShippedFactory

pytestmark = pytest.mark.django_db

PREFERENCES = "/notifications/preferences/"


def test_all_types_are_emailed_by_default(client: Client, customer: User) -> None:
    response = client.get(PREFERENCES)

    form = response.context["form"]
    assert all(field.initial for field in form.fields.values())
    assert list(form.fields) == [
        "receipt",
        "shipped",
        "delivered",
        "cancelled",
        "refunded",
        "points",
        "tier",
        "back_in_stock",
    ]


def test_unchecked_types_are_not_emailed(client: Client, customer: User) -> None:
    response = client.post(PREFERENCES, {"shipped": "on"})

    assert (response.status_code, response["Location"]) == (303, PREFERENCES)
    receive(receivers.notify_shipped, ShippedFactory.build(customer_id=customer.pk))
    receive(receivers.notify_points_awarded, PointsAwardedFactory.build(customer_id=customer.pk))
    assert dict(Message.objects.values_list("type", "wants_email")) == {
        "shipped": True,
        "points": False,
    }
    assert "checked" in str(client.get(PREFERENCES).context["form"]["shipped"])
    assert "checked" not in str(client.get(PREFERENCES).context["form"]["points"])


def test_older_page_does_not_undo_a_newer_change(client: Client, customer: User) -> None:
    shown = _sent(client)
    client.post(PREFERENCES, {name: value for name, value in shown.items() if name != "points"})

    older = {name: value for name, value in shown.items() if name != "shipped"}
    client.post(PREFERENCES, older)

    form = client.get(PREFERENCES).context["form"]
    assert {name for name, field in form.fields.items() if not field.initial} == {
        "points",
        "shipped",
    }


def _sent(client: Client) -> dict[str, str]:
    """Return what the page sends if nothing is changed on it."""
    page = client.get(PREFERENCES).text
    hidden = dict(re.findall(r'<input type="hidden" name="(initial-\w+)" value="(\w+)"', page))
    assert len(hidden) == 7
    boxes = {
        name.removeprefix("initial-"): "on" for name, value in hidden.items() if value == "True"
    }
    return {**hidden, **boxes}


def test_type_can_be_turned_on_again(client: Client, customer: User) -> None:
    EmailPreferenceFactory.create(user=customer, type=MessageType.POINTS, by_email=False)

    client.post(PREFERENCES, {"points": "on"})

    assert EmailPreference.objects.get(user=customer, type=MessageType.POINTS).by_email


def test_receipt_cannot_be_turned_off(client: Client, customer: User) -> None:
    client.post(PREFERENCES, {"receipt": ""})

    receive(receivers.send_receipt, CompletedFactory.build(customer_id=customer.pk))
    assert Message.objects.get().wants_email


def test_database_rejects_a_preference_against_receipts(customer: User) -> None:
    with pytest.raises(IntegrityError):
        services.set_email_preferences(user_id=customer.pk, by_email={MessageType.RECEIPT: False})


def test_only_staff_have_preferences_for_stock_messages(client: Client, customer: User) -> None:
    client.post(PREFERENCES, {"stock_low": "on"})
    assert not EmailPreference.objects.filter(type=MessageType.STOCK_LOW).exists()

    staff = StaffFactory.create()
    client.force_login(staff)
    assert "stock_low" in client.get(PREFERENCES).context["form"].fields
    client.post(PREFERENCES, {})
    receive(receivers.notify_staff_low_stock, StockLowFactory.build())
    assert not Message.objects.get(recipient=staff).wants_email


def test_unknown_fields_are_ignored(client: Client, customer: User) -> None:
    response = client.post(PREFERENCES, {"points": "DROP TABLE", "unknown": "on"})

    assert response.status_code == 303
    assert EmailPreference.objects.get(user=customer, type=MessageType.POINTS).by_email
    assert EmailPreference.objects.count() == 8


@pytest.mark.usefixtures("customer")
def test_preferences_need_two_statements(client: Client) -> None:
    with statements(exactly=2, on="notifications_"):  # what was chosen, the unread count
        client.get(PREFERENCES)
