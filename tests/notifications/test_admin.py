"""The admin: everything can be looked at, nothing changed but through services."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from events.models import StoredEvent
from notifications.models import Message, Subscription
from tests.accounts.factories import UserFactory
from tests.notifications.factories import (
    MessageFactory,
    PreferenceFactory,
    StaffFactory,
    SubscriptionFactory,
)

pytestmark = pytest.mark.django_db

MESSAGES = "/admin/notifications/message/"
SUBSCRIPTIONS = "/admin/notifications/subscription/"
PREFERENCES = "/admin/notifications/preference/"


@pytest.fixture
def keeper(client: Client) -> User:
    """Somebody who works here and may do everything."""
    user: User = UserFactory.create(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


@pytest.mark.usefixtures("keeper")
def test_lists_can_be_searched_and_filtered(client: Client) -> None:
    MessageFactory.create(subject="Order S-77 is on its way")
    SubscriptionFactory.create(sku="TEAPOT")
    PreferenceFactory.create()

    assert b"S-77" in client.get(MESSAGES, {"q": "S-77", "kind": "shipped"}).content
    assert b"S-77" not in client.get(MESSAGES, {"sent_at__isempty": "0"}).content
    assert b"stargazer" in client.get(SUBSCRIPTIONS, {"q": "TEAPOT"}).content
    assert client.get(PREFERENCES, {"q": "kim"}).status_code == 200


@pytest.mark.usefixtures("keeper")
def test_nothing_can_be_changed_by_hand(client: Client) -> None:
    message, subscription = MessageFactory.create(), SubscriptionFactory.create()
    choice = PreferenceFactory.create()

    assert b"in the inbox only" in client.get(f"{PREFERENCES}{choice.pk}/change/").content
    assert client.get(f"{MESSAGES}add/").status_code == 403
    assert client.get(f"{MESSAGES}{message.pk}/change/").status_code == 200
    assert client.post(f"{MESSAGES}{message.pk}/change/", {"subject": "x"}).status_code == 403
    assert client.post(f"{SUBSCRIPTIONS}{subscription.pk}/delete/").status_code == 403


@pytest.mark.usefixtures("keeper")
def test_a_message_can_be_sent_again(client: Client) -> None:
    waiting, here_only = MessageFactory.create(), MessageFactory.create(wants_email=False)

    chosen = [str(waiting.pk), str(here_only.pk)]
    response = client.post(
        MESSAGES, {"action": "send_again", "_selected_action": chosen}, follow=True
    )

    assert b"E-mails that will be sent again: 1" in response.content
    entry = StoredEvent.objects.get(signal="notifications.message_written")
    assert entry.payload == {"message_id": str(waiting.pk)}


@pytest.mark.usefixtures("keeper")
def test_addresses_can_be_forgotten(client: Client) -> None:
    mine = SubscriptionFactory.create(email="grace@example.com")
    SubscriptionFactory.create(email="grace@example.com", sku="TEAPOT")
    other = SubscriptionFactory.create()

    client.post(SUBSCRIPTIONS, {"action": "forget", "_selected_action": [str(mine.pk)]})

    assert list(Subscription.objects.all()) == [other]


def test_who_may_only_look_can_do_neither(client: Client) -> None:
    onlooker = StaffFactory.create()
    onlooker.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(onlooker)
    message, subscription = MessageFactory.create(), SubscriptionFactory.create()

    client.post(MESSAGES, {"action": "send_again", "_selected_action": [str(message.pk)]})
    client.post(SUBSCRIPTIONS, {"action": "forget", "_selected_action": [str(subscription.pk)]})

    assert not StoredEvent.objects.exists()
    assert Subscription.objects.exists()


@pytest.mark.parametrize("address", [MESSAGES, SUBSCRIPTIONS, PREFERENCES])
@pytest.mark.usefixtures("keeper")
def test_lists_cost_the_same_however_long_they_are(
    client: Client, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for customer in UserFactory.create_batch(12):
        MessageFactory.create(recipient=customer)
        SubscriptionFactory.create(user=customer)
        PreferenceFactory.create(user=customer)

    with django_assert_num_queries(EXPECTED[address]):
        client.get(address)
    assert Message.objects.count() == 12


# Account, the count, the rows (and once more the count without filters).
EXPECTED = {MESSAGES: 3, SUBSCRIPTIONS: 4, PREFERENCES: 4}
