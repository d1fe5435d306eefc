"""Back-in-stock alerts: request, notification and unsubscription."""

from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django import Settings

from events.testing import deliver_all
from inventory.services import receive_stock
from notifications import receivers
from notifications.forms import sign_sku
from notifications.models import Message, MessageType, StockAlert
from notifications.services import stock_alerts
from tests.accounts.factories import UserFactory
from tests.notifications.factories import (
    EmailPreferenceFactory,
    MessageFactory,
    StockAlertFactory,
    StockReplenishedFactory,
)
from tests.notifications.mail_server import Outbox
from tests.order_events import receive
from tests.order_events.factories import ShippedFactory
from tests.orders import shop

pytestmark = pytest.mark.django_db

ADDRESS = "/notifications/back-in-stock/"
PRODUCT = "/products/brass-telescope/"
REQUEST: dict[str, Any] = {
    "sku": sign_sku("BRASS-TELESCOPE"),
    "email": "grace@example.com",
    "next": PRODUCT,
}


def replenish() -> None:
    receive(receivers.notify_waiting_customers, StockReplenishedFactory.build())
    deliver_all()


# --- requests ------------------------------------------------------------------------------


def test_guest_returns_to_the_product_page(client: Client) -> None:
    response = client.post(ADDRESS, REQUEST)

    assert (response.status_code, response["Location"]) == (303, PRODUCT)
    alert = StockAlert.objects.get()
    assert (alert.sku, alert.email) == ("BRASS-TELESCOPE", "grace@example.com")
    assert alert.user is None


def test_response_is_the_same_for_a_repeated_request(client: Client) -> None:
    def response(email: str) -> tuple[int, str, str]:
        response = client.post(ADDRESS, {**REQUEST, "email": email})
        shown = client.get("/account/login/").context["messages"]
        return response.status_code, response["Location"], str(*shown)

    assert response("grace@example.com") == response("Grace@Example.COM")
    assert StockAlert.objects.get().email == "grace@example.com"


def test_own_address_also_notifies_the_inbox(client: Client) -> None:
    customer = UserFactory.create(email="ada@example.com")
    client.force_login(customer)

    client.post(ADDRESS, {**REQUEST, "email": "Ada@example.com"})
    client.post(ADDRESS, {**REQUEST, "email": "friend@example.com"})

    owners = dict(StockAlert.objects.values_list("email", "user"))
    assert owners == {"ada@example.com": customer.pk, "friend@example.com": None}


def test_guest_cannot_take_over_an_alert(client: Client) -> None:
    alert = StockAlertFactory.create(email="ada@example.com", user=UserFactory.create())

    client.post(ADDRESS, {**REQUEST, "email": "ada@example.com"})

    assert StockAlert.objects.get().user == alert.user


@pytest.mark.parametrize("email", ["", "zoë@example.com"])
def test_undeliverable_address_is_rejected(client: Client, email: str) -> None:
    response = client.post(ADDRESS, {**REQUEST, "email": email})

    assert response.status_code == 422
    page = response.content.decode()
    assert f'value="{email}"' in page or not email
    assert 'class="field-error"' in page
    assert f'href="{PRODUCT}"' in page
    assert not StockAlert.objects.exists()


@pytest.mark.parametrize(
    "sku", ["", "a b", "<script>", "X" * 10_000, "🔭", "A\x00B", "TALL-MUG", "TEAPOT:forged"]
)
def test_unsigned_sku_is_rejected(client: Client, sku: str) -> None:
    response = client.post(ADDRESS, {**REQUEST, "sku": sku})

    assert response.status_code == 422
    assert not StockAlert.objects.exists()


@pytest.mark.parametrize(
    ("given", "referrer", "target"),
    [
        ("", f"http://testserver{PRODUCT}", f"http://testserver{PRODUCT}"),
        ("", "", "/"),
        ("https://evil.example/", "", "/"),
        ("//evil.example", "https://evil.example/", "/"),
        ("javascript:alert(1)", "", "/"),
    ],
)
def test_request_returns_to_a_page_of_the_shop(
    client: Client, given: str, referrer: str, target: str
) -> None:
    response = client.post(ADDRESS, {**REQUEST, "next": given}, headers={"Referer": referrer})

    assert response["Location"] == target


@pytest.mark.parametrize("target", ["nonsense", "/x\r\nSet-Cookie: a=b", "/\x00", "/" * 10_000])
def test_malformed_next_is_harmless(client: Client, target: str) -> None:
    response = client.post(ADDRESS, {**REQUEST, "next": target})

    assert response.status_code == 303
    assert "a" not in response.cookies


def test_htmx_gets_the_form_or_the_confirmation(client: Client) -> None:
    htmx = {"HX-Request": "true"}

    invalid = client.post(ADDRESS, {**REQUEST, "email": "grace@"}, headers=htmx)
    valid = client.post(ADDRESS, REQUEST, headers=htmx)

    assert invalid.status_code == 422
    assert invalid.content.strip().startswith(b"<form")
    assert b"grace@" in invalid.content
    assert valid.status_code == 200
    assert valid.content.strip().startswith(b"<p")
    assert b"grace@example.com" in valid.content


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_requests_are_rate_limited(
    client: Client, settings: Settings, headers: dict[str, str]
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "back_in_stock": "network:2/1h"}
    for n in range(2):
        client.post(ADDRESS, {**REQUEST, "email": f"guest{n}@example.com"}, headers=headers)

    response = client.post(ADDRESS, REQUEST, headers=headers)

    assert response.status_code == 429
    assert b"Too many attempts" in response.content
    assert b'value="grace@example.com"' in response.content
    assert StockAlert.objects.count() == 2


# --- notifications -------------------------------------------------------------------------


def test_only_alerts_for_the_product_are_answered(mailoutbox: Outbox) -> None:
    alert = StockAlertFactory.create()
    StockAlertFactory.create(sku="TEAPOT")

    replenish()

    (email,) = mailoutbox
    assert email.to == [alert.email]
    assert email.subject == "Back in stock: Brass telescope"
    assert "http://localhost:8000/products/brass-telescope/" in str(email.body)
    alert.refresh_from_db()
    assert alert.notified_at is not None


def test_preference_keeps_the_message_in_the_inbox(mailoutbox: Outbox) -> None:
    customer = UserFactory.create()
    EmailPreferenceFactory.create(user=customer, type=MessageType.BACK_IN_STOCK)
    StockAlertFactory.create(email=customer.email, user=customer)

    replenish()

    assert Message.objects.get(recipient=customer).type == MessageType.BACK_IN_STOCK
    assert mailoutbox == []


def test_alert_is_answered_once_per_request(client: Client, mailoutbox: Outbox) -> None:
    StockAlertFactory.create(email="grace@example.com")
    replenish()
    replenish()
    assert len(mailoutbox) == 1

    client.post(ADDRESS, REQUEST)
    replenish()
    assert len(mailoutbox) == 2


@pytest.fixture
def sold_out(mailoutbox: Outbox) -> None:
    """Sell the last piece, and delete the receipt."""
    shop.put_on_shelf("BRASS-TELESCOPE", name="Brass telescope", price="129.00", pieces=1)
    shop.place({"BRASS-TELESCOPE": 1})
    deliver_all()
    mailoutbox.clear()


def restock() -> None:
    receive_stock(sku="BRASS-TELESCOPE", quantity=3)
    deliver_all()


@pytest.mark.parametrize("restocked_before", [True, False])
@pytest.mark.usefixtures("sold_out")
def test_request_around_the_restock_is_answered_once(
    client: Client, mailoutbox: Outbox, restocked_before: bool
) -> None:
    if restocked_before:
        restock()
    client.post(ADDRESS, REQUEST)
    deliver_all()
    assert len(mailoutbox) == int(restocked_before)

    if not restocked_before:
        restock()
    (email,) = mailoutbox
    assert email.subject == "Back in stock: Brass telescope"


@pytest.mark.usefixtures("sold_out")
def test_late_delivery_does_not_announce_a_sold_out_product() -> None:
    alert = StockAlertFactory.create()

    replenish()

    alert.refresh_from_db()
    assert alert.notified_at is None
    assert not Message.objects.filter(type=MessageType.BACK_IN_STOCK).exists()


def test_late_delivery_does_not_consume_a_new_request() -> None:
    first = StockAlertFactory.create(email="grace@example.com")
    replenish()
    second = StockAlertFactory.create(email="grace@example.com")

    StockAlert.objects.filter(pk=first.pk).update(notified_at=first.requested_at)

    second.refresh_from_db()
    assert second.notified_at is None
    replenish()
    assert Message.objects.filter(email="grace@example.com").count() == 2


def test_many_alerts_are_answered_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stock_alerts, "BATCH_SIZE", 3)
    StockAlertFactory.create_batch(7)

    receive(receivers.notify_waiting_customers, StockReplenishedFactory.build())

    assert Message.objects.count() == 7
    assert not StockAlert.objects.waiting().exists()


# --- unsubscription ------------------------------------------------------------------------


def unsubscribe_link(email: EmailMultiAlternatives) -> str:
    link: str = email.extra_headers["List-Unsubscribe"]
    return link.strip("<>").removeprefix("http://localhost:8000")


def test_unsubscribe_link_asks_before_it_deletes(client: Client, mailoutbox: Outbox) -> None:
    StockAlertFactory.create(email="grace@example.com")
    StockAlertFactory.create(email="grace@example.com", sku="TEAPOT")
    other = StockAlertFactory.create(sku="TEAPOT")
    replenish()
    link = unsubscribe_link(mailoutbox[0])
    assert link in str(mailoutbox[0].body)
    assert "grace" not in link

    page = client.get(link)
    assert page.status_code == 200
    assert b"grace@example.com" in page.content
    assert StockAlert.objects.filter(email="grace@example.com").count() == 2

    assert b"You are unsubscribed" in client.post(link).content
    assert list(StockAlert.objects.all()) == [other]
    assert client.post(link).status_code == 200


def test_one_click_unsubscribe_needs_no_csrf_token(mailoutbox: Outbox) -> None:
    StockAlertFactory.create()
    replenish()
    mail_program = Client(enforce_csrf_checks=True)

    response = mail_program.post(unsubscribe_link(mailoutbox[0]), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not StockAlert.objects.exists()


@pytest.mark.parametrize("token", ["nonsense", "{id}", "{id}:forged"])
def test_forged_unsubscribe_link_is_not_found(client: Client, token: str) -> None:
    message = MessageFactory.create(type=MessageType.BACK_IN_STOCK)
    StockAlertFactory.create(email=message.email)

    response = client.post(f"/notifications/stop/{token.format(id=message.pk)}/")

    assert response.status_code == 404
    assert StockAlert.objects.exists()


def test_other_emails_have_no_unsubscribe_link(mailoutbox: Outbox) -> None:
    receive(receivers.notify_shipped, ShippedFactory.build())
    deliver_all()

    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    assert "Unsubscribe" not in str(mailoutbox[0].body)
