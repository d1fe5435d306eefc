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
from tests.accounts.factories import AddressFactory, UserFactory
from tests.orders import shop

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


# --- a session that ends between a page and its form ---------------------------------------


@pytest.mark.parametrize(
    ("button", "page"),
    [
        ("/account/data/export/", "/account/data/"),
        ("{address}default/", "/account/addresses/"),
        ("{address}delete/", "/account/addresses/"),
    ],
)
def test_login_continues_on_the_page_of_a_button(client: Client, button: str, page: str) -> None:
    path = button.format(address=AddressFactory.create().get_absolute_url())
    assert client.post(path).headers["Location"] == f"/account/login/?next={page}"


@pytest.mark.parametrize("button", ["cancel", "pay", "again"])
def test_buttons_of_an_order_offer_to_log_in(client: Client, button: str) -> None:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.00")
    order = shop.place({"TEAPOT": 1}, customer_id=UserFactory.create().pk)
    page = client.post(f"/orders/{order.pk}/{button}/")
    assert page.status_code == 404
    assert f'href="/account/login/?next=/orders/{order.pk}/"' in page.text


def test_checkout_without_the_session_mentions_the_login(client: Client) -> None:
    page = client.post("/checkout/", {"basket": "1", "version": "1"}, follow=True)
    assert "log in again: your basket is still there" in page.text
    assert "log in again" not in client.get("/checkout/", follow=True).text
