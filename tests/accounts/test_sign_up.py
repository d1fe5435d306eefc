"""Sign-up: one answer for every address, and an account once it is confirmed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import LinkRequest, User
from accounts.signals import EmailConfirmed
from events.testing import assert_published
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.letters import link_in, sent_to

pytestmark = pytest.mark.django_db
ADA = {"email": "Ada@Example.com", "password": PASSWORD}


def _sign_up(client: Client, **fields: str) -> str:
    client.post("/account/signup/", {**ADA, **fields})
    (message,) = sent_to("ada@example.com")
    return link_in(message)


def test_account_exists_once_its_address_is_confirmed(client: Client) -> None:
    link = _sign_up(client, next="/checkout/")
    assert not User.objects.exists()

    assert "Enter the password" in client.get(link).text
    page = client.post(link, {"password": PASSWORD})

    assert page.headers["Location"] == "/checkout/"
    ada = User.objects.get()
    assert ada.email == "ada@example.com"
    assert ada.email_confirmed_at is not None
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert assert_published(EmailConfirmed, times=1)[0].customer_id == ada.pk
    assert not LinkRequest.objects.exists()


def test_known_and_unknown_addresses_get_the_same_answer(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    known = client.post("/account/signup/", ADA)
    unknown = client.post("/account/signup/", {**ADA, "email": "new@example.com"})
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"] == "/account/sent/"
    assert LinkRequest.objects.count() == 2


def test_owner_of_a_known_address_is_notified(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    client.post("/account/signup/", ADA)
    (message,) = sent_to("ada@example.com")
    assert "already has an account" in str(message.body)
    assert "password-reset" in link_in(message)
    assert not LinkRequest.objects.exists()


def test_confirmation_needs_the_password_of_the_sign_up(client: Client) -> None:
    link = _sign_up(client)
    page = client.post(link, {"password": "the password of another"})
    assert page.status_code == 422
    assert not User.objects.exists()


def test_link_works_once(client: Client) -> None:
    link = _sign_up(client)
    client.post(link, {"password": PASSWORD})
    page = Client().post(link, {"password": PASSWORD})
    assert page.status_code == 410
    assert User.objects.count() == 1


def test_link_expires(client: Client, settings: Settings) -> None:
    link = _sign_up(client)
    past = timezone.now() - timedelta(seconds=settings.CONFIRMATION_TIMEOUT)
    LinkRequest.objects.update(requested_at=past)
    assert client.post(link, {"password": PASSWORD}).status_code == 410


def test_forged_link_is_not_found(client: Client) -> None:
    assert client.get("/account/confirm/forged/").status_code == 404


def test_other_sites_do_not_follow_a_sign_up(client: Client) -> None:
    link = _sign_up(client, next="//evil.example")
    assert client.post(link, {"password": PASSWORD}).headers["Location"] == "/account/"


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("short", "at least 8 characters"),
        ("1029384756", "entirely numeric"),
        ("password1", "too common"),
        ("ada@example.com", "too similar"),
        ("", "Enter a password."),
        ("x" * 1001, "at most 1000 characters"),
    ],
)
def test_weak_password_is_explained_at_its_field(
    client: Client, password: str, problem: str
) -> None:
    page = client.post("/account/signup/", {**ADA, "password": password})
    assert page.status_code == 422
    assert problem in page.text
    assert 'aria-invalid="true"' in page.text
    assert 'href="#id_password"' in page.text


@pytest.mark.parametrize("email", ["", "ada\u200b@example.com"])
def test_undeliverable_address_is_rejected(client: Client, email: str) -> None:
    page = client.post("/account/signup/", {**ADA, "email": email})
    assert page.status_code == 422
    assert not LinkRequest.objects.exists()


@pytest.mark.parametrize(
    "spelling", ["ADA@example.com", "\uff41da@example.com", " ada@EXAMPLE.com "]
)
def test_every_spelling_is_one_address(client: Client, spelling: str) -> None:
    client.post("/account/signup/", {**ADA, "email": spelling})
    assert LinkRequest.objects.get().email == "ada@example.com"


def test_sign_up_is_limited(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_up": "account:1/1h"}
    client.post("/account/signup/", ADA)
    page = client.post("/account/signup/", ADA)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "3600"
    assert "Too many attempts" in page.text


def test_signed_in_customer_cannot_sign_up(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/account/signup/").headers["Location"] == "/account/"
