"""The inbox on the site: what is in it, who may read it, what it costs."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications.models import Kind, Message
from notifications.selectors import PAGE_SIZE
from tests.accounts.factories import UserFactory
from tests.notifications.counting import statements
from tests.notifications.factories import MessageFactory
from tests.notifications.test_letters import STORIES, message_of

pytestmark = pytest.mark.django_db

INBOX = "/notifications/"


@pytest.fixture
def ada(client: Client) -> User:
    """A customer, who is logged in."""
    customer: User = UserFactory.create()
    client.force_login(customer)
    return customer


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", [INBOX, "/notifications/preferences/"])
def test_a_visitor_is_asked_to_log_in(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 302
    assert response["Location"] == f"/account/login/?next={address}"


@pytest.mark.usefixtures("ada")
def test_an_empty_inbox_says_what_will_be_in_it(client: Client) -> None:
    inbox = page(client, INBOX)

    assert "No messages yet" in inbox
    assert "Mark all as read" not in inbox


def test_the_inbox_shows_my_messages_the_newest_first(client: Client, ada: User) -> None:
    MessageFactory.create(recipient=ada, subject="Your receipt for order S-1", kind=Kind.RECEIPT)
    MessageFactory.create(recipient=ada, subject="Order S-1 is on its way")
    MessageFactory.create(subject="Order S-2 is on its way")

    inbox = page(client, INBOX)

    assert inbox.index("Order S-1 is on its way") < inbox.index("Your receipt for order S-1")
    assert "Order S-2" not in inbox


def test_opening_a_message_marks_it_read(client: Client, ada: User) -> None:
    message = MessageFactory.create(recipient=ada)
    assert page(client, INBOX).count("data-unread") == 1

    assert "PIGEON-7" in page(client, f"/notifications/{message.pk}/")

    message.refresh_from_db()
    first_read = message.read_at
    assert first_read is not None
    assert "data-unread" not in page(client, INBOX)
    page(client, f"/notifications/{message.pk}/")
    message.refresh_from_db()
    assert message.read_at == first_read


@pytest.mark.usefixtures("ada")
def test_somebody_elses_message_is_not_found_and_stays_unread(client: Client) -> None:
    message = MessageFactory.create()

    assert client.get(f"/notifications/{message.pk}/").status_code == 404

    message.refresh_from_db()
    assert message.read_at is None


def test_staff_may_not_open_a_customers_message_either(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))

    assert client.get(f"/notifications/{MessageFactory.create().pk}/").status_code == 404


@pytest.mark.usefixtures("ada")
def test_a_guests_message_is_nobodys_to_open(client: Client) -> None:
    message = MessageFactory.create(recipient=None, email="grace@example.com")

    assert client.get(f"/notifications/{message.pk}/").status_code == 404
    assert client.get(f"/notifications/{uuid4()}/").status_code == 404


def test_a_visitor_who_opens_a_message_logs_in_first(client: Client) -> None:
    assert client.get(f"/notifications/{MessageFactory.create().pk}/").status_code == 302


def test_all_are_marked_read_and_only_mine(client: Client, ada: User) -> None:
    MessageFactory.create_batch(3, recipient=ada)
    other = MessageFactory.create()

    response = client.post(INBOX)

    assert (response.status_code, response["Location"]) == (303, INBOX)
    assert list(Message.objects.filter(read_at__isnull=True)) == [other]


def test_who_was_logged_out_meanwhile_finds_the_inbox_after_logging_in(client: Client) -> None:
    response = client.post(INBOX)

    assert response["Location"] == f"/account/login/?next={INBOX}"


def test_older_messages_are_a_page_away(client: Client, ada: User) -> None:
    MessageFactory.create(recipient=ada, subject="The very first")
    MessageFactory.create_batch(PAGE_SIZE, recipient=ada)
    last = Message.objects.order_by("-id")[PAGE_SIZE - 1]

    first_page = page(client, INBOX)
    assert "The very first" not in first_page
    assert f"?before={last.pk}" in first_page

    second_page = page(client, f"{INBOX}?before={last.pk}")
    assert "The very first" in second_page
    assert "Older messages" not in second_page


def test_behind_the_last_page_is_a_way_back(client: Client, ada: User) -> None:
    message = MessageFactory.create(recipient=ada)

    assert "Nothing older" in page(client, f"{INBOX}?before={message.pk}")


@pytest.mark.parametrize("cursor", ["tuesday", "1' OR 1=1", "%00", "🫖", "9" * 10_000])
@pytest.mark.usefixtures("ada")
def test_an_unknown_cursor_is_not_found(client: Client, cursor: str) -> None:
    assert client.get(INBOX, {"before": cursor}).status_code == 404


def test_every_page_shows_how_much_is_unread(client: Client, ada: User) -> None:
    MessageFactory.create_batch(2, recipient=ada)
    MessageFactory.create()

    assert '2<span class="visually-hidden"> unread</span>' in page(client, INBOX)
    client.post(INBOX)
    assert "unread</span>" not in page(client, INBOX)


def test_a_visitor_sees_no_inbox(client: Client) -> None:
    assert reverse("notifications:inbox") not in page(client, "/account/login/")


@pytest.mark.parametrize("messages", [1, PAGE_SIZE + 5])
def test_the_inbox_costs_two_statements_however_full_it_is(
    client: Client, ada: User, messages: int
) -> None:
    MessageFactory.create_batch(messages, recipient=ada)

    with statements(exactly=2, on="notifications_"):  # the messages, the unread count
        page(client, INBOX)


def test_a_message_costs_two_statements_and_one_more_when_it_is_new(
    client: Client, ada: User
) -> None:
    message = MessageFactory.create(recipient=ada)

    with statements(exactly=3, on="notifications_"):
        page(client, f"/notifications/{message.pk}/")
    with statements(exactly=2, on="notifications_"):
        page(client, f"/notifications/{message.pk}/")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_opened_in_the_inbox(client: Client, ada: User, kind: Kind) -> None:
    message = message_of(kind, STORIES[kind][0], recipient=ada)

    assert message.subject in page(client, f"/notifications/{message.pk}/").replace("&amp;", "&")
