"""Tell me when it's back: asking, being told, and hearing no more."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from uuid_utils.compat import uuid7

from events.testing import deliver_all
from notifications import receivers
from notifications.forms import sealed
from notifications.models import Kind, Message, Subscription
from notifications.services import waiting
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.factories import (
    MessageFactory,
    PreferenceFactory,
    SubscriptionFactory,
)
from tests.notifications.stories import hear

pytestmark = pytest.mark.django_db

ADDRESS = "/notifications/back-in-stock/"
PRODUCT = "/products/brass-telescope/"
ASKED: dict[str, Any] = {
    "sku": sealed("BRASS-TELESCOPE"),
    "email": "grace@example.com",
    "next": PRODUCT,
}


def stock_comes_back() -> None:
    hear(receivers.tell_who_waits, stories.replenished())
    deliver_all()


# --- asking --------------------------------------------------------------------------------


def test_a_guest_asks_and_is_back_on_the_products_page(client: Client) -> None:
    response = client.post(ADDRESS, ASKED)

    assert (response.status_code, response["Location"]) == (303, PRODUCT)
    subscription = Subscription.objects.get()
    assert (subscription.sku, subscription.email) == ("BRASS-TELESCOPE", "grace@example.com")
    assert subscription.user is None


def test_the_answer_does_not_tell_who_has_asked_before(client: Client) -> None:
    def answer() -> tuple[int, str, str]:
        response = client.post(ADDRESS, ASKED)
        shown = client.get("/account/login/").context["messages"]
        return response.status_code, response["Location"], str(*shown)

    assert answer() == answer()
    assert Subscription.objects.count() == 1


def test_an_address_is_the_same_however_it_is_written(client: Client) -> None:
    client.post(ADDRESS, ASKED)
    client.post(ADDRESS, {**ASKED, "email": "Grace@Example.COM"})

    assert Subscription.objects.get().email == "grace@example.com"


def test_an_accounts_own_address_is_told_in_its_inbox_too(client: Client) -> None:
    ada = UserFactory.create(email="ada@example.com")
    client.force_login(ada)

    client.post(ADDRESS, {**ASKED, "email": "Ada@example.com"})
    client.post(ADDRESS, {**ASKED, "email": "friend@example.com"})

    owners = dict(Subscription.objects.values_list("email", "user"))
    assert owners == {"ada@example.com": ada.pk, "friend@example.com": None}


def test_a_guest_who_names_my_address_takes_it_out_of_no_inbox(client: Client) -> None:
    mine = SubscriptionFactory.create(email="ada@example.com", user=UserFactory.create())

    client.post(ADDRESS, {**ASKED, "email": "ada@example.com"})

    assert Subscription.objects.get().user == mine.user


@pytest.mark.parametrize("email", ["grace@", "not an address", "", "a@b@c", "x" * 300 + "@a.org"])
def test_a_malformed_address_gets_a_clear_answer_and_stays_typed(
    client: Client, email: str
) -> None:
    response = client.post(ADDRESS, {**ASKED, "email": email})

    assert response.status_code == 422
    page = response.content.decode()
    assert f'value="{email}"' in page or not email
    assert 'class="field-error"' in page
    assert f'href="{PRODUCT}"' in page
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "sku", ["", "a b", "<script>", "X" * 10_000, "🔭", "A\x00B", "MARBLES", "TEAPOT:forged"]
)
def test_what_cannot_be_a_product_gets_a_clear_answer(client: Client, sku: str) -> None:
    response = client.post(ADDRESS, {**ASKED, "sku": sku})

    assert response.status_code == 422
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    ("headers", "onward"),
    [({"Referer": f"http://testserver{PRODUCT}"}, f"http://testserver{PRODUCT}"), ({}, "/")],
)
def test_without_next_it_goes_back_where_it_came_from(
    client: Client, headers: dict[str, str], onward: str
) -> None:
    asked = {"sku": sealed("BRASS-TELESCOPE"), "email": "grace@example.com"}

    assert client.post(ADDRESS, asked, headers=headers)["Location"] == onward


@pytest.mark.parametrize("evil", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(client: Client, evil: str) -> None:
    assert client.post(ADDRESS, {**ASKED, "next": evil})["Location"] == "/"


@pytest.mark.parametrize("odd", ["nonsense", "/x\r\nSet-Cookie: a=b", "/\x00", "/" * 10_000])
def test_an_odd_way_back_does_no_harm(client: Client, odd: str) -> None:
    response = client.post(ADDRESS, {**ASKED, "next": odd})

    assert response.status_code == 303
    assert "a" not in response.cookies


def test_asking_takes_a_post(client: Client) -> None:
    assert client.get(ADDRESS).status_code == 405


def test_htmx_gets_the_form_again_or_the_thanks_and_no_frame(client: Client) -> None:
    htmx = {"HX-Request": "true"}

    wrong = client.post(ADDRESS, {**ASKED, "email": "grace@"}, headers=htmx)
    right = client.post(ADDRESS, ASKED, headers=htmx)

    assert wrong.status_code == 422
    assert wrong.content.strip().startswith(b"<form")
    assert b"grace@" in wrong.content
    assert right.status_code == 200
    assert right.content.strip().startswith(b"<p")
    assert b"grace@example.com" in right.content


# --- being told ----------------------------------------------------------------------------


def test_who_waits_is_told_and_who_waits_for_something_else_is_not(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    waiting = SubscriptionFactory.create()
    SubscriptionFactory.create(sku="TEAPOT")

    stock_comes_back()

    (mail,) = mailoutbox
    assert mail.to == [waiting.email]
    assert mail.subject == "Back in stock: Brass telescope"
    assert "http://localhost:8000/products/brass-telescope/" in str(mail.body)
    waiting.refresh_from_db()
    assert waiting.told_at is not None


def test_a_customer_is_told_in_the_inbox_as_preferred(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    ada = UserFactory.create()
    PreferenceFactory.create(user=ada, kind=Kind.BACK_IN_STOCK)
    SubscriptionFactory.create(email=ada.email, user=ada)

    stock_comes_back()

    assert Message.objects.get(recipient=ada).kind == Kind.BACK_IN_STOCK
    assert mailoutbox == []


def test_who_was_told_hears_no_more_until_they_ask_again(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    SubscriptionFactory.create(email="grace@example.com")
    stock_comes_back()
    stock_comes_back()
    assert len(mailoutbox) == 1

    client.post(ADDRESS, ASKED)
    stock_comes_back()
    assert len(mailoutbox) == 2


def test_who_asked_after_the_stock_came_back_waits_for_the_next_time() -> None:
    """The delivery was late, and the product has been sold out again in between."""
    SubscriptionFactory.create(asked_at=timezone.now() + timedelta(minutes=1))

    stock_comes_back()

    assert not Message.objects.exists()


def test_many_are_told_in_operations_of_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "BATCH", 3)
    SubscriptionFactory.create_batch(7)

    hear(receivers.tell_who_waits, stories.replenished())

    assert Message.objects.count() == 7
    assert not Subscription.objects.filter(told_at__isnull=True).exists()


def test_a_worker_that_died_half_way_is_followed_by_one_that_tells_the_rest() -> None:
    told, untold = SubscriptionFactory.create_batch(2)
    event_id = uuid7()
    hear(receivers.tell_who_waits, stories.replenished(), event_id=event_id)
    Subscription.objects.filter(pk=untold.pk).update(told_at=None)
    Message.objects.filter(email=untold.email).delete()

    hear(receivers.tell_who_waits, stories.replenished(), event_id=event_id)

    emails = Message.objects.order_by("email").values_list("email", flat=True)
    assert list(emails) == sorted([told.email, untold.email])


def test_telling_many_costs_no_more_statements_than_telling_two() -> None:
    def statements(how_many: int) -> int:
        SubscriptionFactory.create_batch(how_many)
        with CaptureQueriesContext(connection) as counted:
            hear(receivers.tell_who_waits, stories.replenished())
        return len(counted)

    assert statements(22) == statements(2)


# --- hearing no more -----------------------------------------------------------------------


def stop_link(mail: EmailMultiAlternatives) -> str:
    link: str = mail.extra_headers["List-Unsubscribe"]
    return link.strip("<>").removeprefix("http://localhost:8000")


def test_the_mail_ends_it_after_a_question(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    SubscriptionFactory.create(email="grace@example.com")
    SubscriptionFactory.create(email="grace@example.com", sku="TEAPOT")
    other = SubscriptionFactory.create(sku="TEAPOT")
    stock_comes_back()
    link = stop_link(mailoutbox[0])
    assert link in str(mailoutbox[0].body)
    assert "grace" not in link

    asked = client.get(link)
    assert asked.status_code == 200
    assert b"grace@example.com" in asked.content
    assert Subscription.objects.filter(email="grace@example.com").count() == 2

    assert b"No more of these" in client.post(link).content
    assert list(Subscription.objects.all()) == [other]
    assert client.post(link).status_code == 200  # once more does no harm


def test_a_mail_program_ends_it_with_one_click(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    SubscriptionFactory.create()
    stock_comes_back()
    mail_program = Client(enforce_csrf_checks=True)

    response = mail_program.post(stop_link(mailoutbox[0]), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert mailoutbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not Subscription.objects.exists()


def test_a_link_that_is_not_ours_ends_nothing(client: Client) -> None:
    message = MessageFactory.create(kind=Kind.BACK_IN_STOCK)
    SubscriptionFactory.create(email=message.email)

    for token in ("nonsense", str(message.pk), f"{message.pk}:forged", "%00"):
        assert client.post(f"/notifications/stop/{token}/").status_code == 404
    assert Subscription.objects.exists()


def test_only_back_in_stock_mails_offer_to_stop(mailoutbox: list[EmailMultiAlternatives]) -> None:
    hear(receivers.tell_of_shipping, stories.shipped())
    deliver_all()

    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers
    assert "Stop these e-mails" not in str(mailoutbox[0].body)
