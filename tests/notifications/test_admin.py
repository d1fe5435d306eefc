"""Admin pages of notifications: read-only, except for two actions."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from events.models import StoredEvent
from notifications.models import Message, StockAlert
from tests.accounts.factories import UserFactory
from tests.counting import statements
from tests.notifications.factories import (
    EmailPreferenceFactory,
    MessageFactory,
    StaffFactory,
    StockAlertFactory,
)

pytestmark = pytest.mark.django_db

MESSAGES = "/admin/notifications/message/"
ALERTS = "/admin/notifications/stockalert/"
PREFERENCES = "/admin/notifications/emailpreference/"


def test_lists_can_be_searched_and_filtered(admin_client: Client) -> None:
    MessageFactory.create(subject="Order S-77 is on its way")
    StockAlertFactory.create(sku="TEAPOT")
    choice = EmailPreferenceFactory.create()

    message = Message.objects.get()
    for term in (message.email, str(message.event_id)):
        assert b"S-77" in admin_client.get(MESSAGES, {"q": term, "type": "shipped"}).content
    assert b"S-77 is" not in admin_client.get(MESSAGES, {"q": "SHOP-0000-0000"}).content
    assert b"S-77" not in admin_client.get(MESSAGES, {"sent_at__isempty": "0"}).content
    assert b"stargazer" in admin_client.get(ALERTS, {"q": "TEAPOT"}).content
    assert admin_client.get(PREFERENCES, {"q": "kim"}).status_code == 200
    assert b"in the inbox only" in admin_client.get(f"{PREFERENCES}{choice.pk}/change/").content


def test_message_can_be_resent(admin_client: Client) -> None:
    sent = MessageFactory.create(sent_at=timezone.now())
    here_only = MessageFactory.create(wants_email=False)

    chosen = [str(sent.pk), str(here_only.pk)]
    response = admin_client.post(
        MESSAGES, {"action": "resend", "_selected_action": chosen}, follow=True
    )

    assert b"1 e-mail will be sent again." in response.content
    entry = StoredEvent.objects.get(signal="notifications.message_written")
    assert entry.payload == {"message_id": str(sent.pk)}


def test_alerts_of_an_address_can_be_deleted(admin_client: Client) -> None:
    mine = StockAlertFactory.create(email="grace@example.com")
    StockAlertFactory.create(email="grace@example.com", sku="TEAPOT")
    other = StockAlertFactory.create()

    admin_client.post(ALERTS, {"action": "cancel_all", "_selected_action": [str(mine.pk)]})

    assert list(StockAlert.objects.all()) == [other]


def test_view_permission_allows_no_action(client: Client) -> None:
    viewer = StaffFactory.create()
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    message, alert = MessageFactory.create(), StockAlertFactory.create()

    client.post(MESSAGES, {"action": "resend", "_selected_action": [str(message.pk)]})
    client.post(ALERTS, {"action": "cancel_all", "_selected_action": [str(alert.pk)]})

    assert not StoredEvent.objects.exists()
    assert StockAlert.objects.exists()


@pytest.mark.parametrize("address", [MESSAGES, ALERTS, PREFERENCES])
def test_lists_need_a_fixed_number_of_statements(admin_client: Client, address: str) -> None:
    for customer in UserFactory.create_batch(12):
        MessageFactory.create(recipient=customer)
        StockAlertFactory.create(user=customer)
        EmailPreferenceFactory.create(user=customer)

    # The session's user, their second factor, the failed deliveries, the count and the rows.
    with statements(exactly=5):
        admin_client.get(address)
