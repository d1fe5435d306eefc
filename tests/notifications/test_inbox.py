"""The inbox: its content, access to it, and its statements."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import services
from notifications.models import Message, MessageType
from notifications.selectors import PAGE_SIZE
from tests.counting import statements
from tests.notifications.factories import MessageFactory

pytestmark = pytest.mark.django_db

INBOX = "/notifications/"


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.usefixtures("customer")
def test_empty_inbox_explains_itself(client: Client) -> None:
    inbox = page(client, INBOX)

    assert "No messages yet" in inbox
    assert "Mark all as read" not in inbox


def test_inbox_shows_own_messages_latest_first(client: Client, customer: User) -> None:
    MessageFactory.create(
        recipient=customer, subject="Your receipt for order S-1", type=MessageType.RECEIPT
    )
    MessageFactory.create(recipient=customer, subject="Order S-1 is on its way")
    MessageFactory.create(subject="Order S-2 is on its way")

    inbox = page(client, INBOX)

    assert inbox.index("Order S-1 is on its way") < inbox.index("Your receipt for order S-1")
    assert "Order S-2" not in inbox


def test_opening_a_message_marks_it_as_read(client: Client, customer: User) -> None:
    message = MessageFactory.create(recipient=customer)
    assert page(client, INBOX).count("data-unread") == 1

    assert "PP-4711" in page(client, f"/notifications/{message.pk}/")

    message.refresh_from_db()
    first_read = message.read_at
    assert first_read is not None
    assert "data-unread" not in page(client, INBOX)
    page(client, f"/notifications/{message.pk}/")
    message.refresh_from_db()
    assert message.read_at == first_read


def test_message_that_is_pruned_while_it_is_opened_is_no_error(customer: User) -> None:
    message = MessageFactory.create(recipient=customer)
    Message.objects.all().delete()
    services.mark_read(message)
    assert not Message.objects.exists()


@pytest.mark.usefixtures("customer")
def test_message_to_a_guest_is_not_found(client: Client) -> None:
    message = MessageFactory.create(recipient=None, email="grace@example.com")

    assert client.get(f"/notifications/{message.pk}/").status_code == 404
    assert client.get(f"/notifications/{uuid4()}/").status_code == 404


def test_mark_all_as_read_changes_own_messages_only(client: Client, customer: User) -> None:
    MessageFactory.create_batch(3, recipient=customer)
    other = MessageFactory.create()

    response = client.post(INBOX)

    assert (response.status_code, response["Location"]) == (303, INBOX)
    assert list(Message.objects.filter(read_at__isnull=True)) == [other]


def test_long_inbox_is_paged(client: Client, customer: User) -> None:
    MessageFactory.create(recipient=customer, subject="The very first")
    MessageFactory.create_batch(PAGE_SIZE, recipient=customer)
    last = Message.objects.order_by("-id")[PAGE_SIZE - 1]

    first_page = page(client, INBOX)
    assert "The very first" not in first_page
    assert f"?before={last.pk}" in first_page

    second_page = page(client, f"{INBOX}?before={last.pk}")
    assert "The very first" in second_page
    assert "Older messages" not in second_page


def test_empty_last_page_links_to_the_latest_messages(client: Client, customer: User) -> None:
    message = MessageFactory.create(recipient=customer)

    assert "There are no older messages" in page(client, f"{INBOX}?before={message.pk}")


@pytest.mark.parametrize("cursor", ["tuesday", "1' OR 1=1", "%00", "🫖", "9" * 10_000])
@pytest.mark.usefixtures("customer")
def test_invalid_page_is_not_found(client: Client, cursor: str) -> None:
    assert client.get(INBOX, {"before": cursor}).status_code == 404


def test_header_counts_unread_messages(client: Client, customer: User) -> None:
    MessageFactory.create_batch(2, recipient=customer)
    MessageFactory.create()

    assert '2<span class="visually-hidden"> unread</span>' in page(client, INBOX)
    client.post(INBOX)
    assert "unread</span>" not in page(client, INBOX)


def test_header_without_login_has_no_inbox(client: Client) -> None:
    assert reverse("notifications:inbox") not in page(client, "/account/login/")


@pytest.mark.parametrize("messages", [1, PAGE_SIZE + 5])
def test_inbox_needs_two_statements(client: Client, customer: User, messages: int) -> None:
    MessageFactory.create_batch(messages, recipient=customer)

    with statements(exactly=2, on="notifications_"):  # the messages, the unread count
        page(client, INBOX)


def test_new_message_needs_one_more_statement(client: Client, customer: User) -> None:
    message = MessageFactory.create(recipient=customer)

    with statements(exactly=3, on="notifications_"):
        page(client, f"/notifications/{message.pk}/")
    with statements(exactly=2, on="notifications_"):
        page(client, f"/notifications/{message.pk}/")
