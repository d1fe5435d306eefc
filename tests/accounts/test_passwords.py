"""Reset and change a password."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.signals import EmailConfirmed
from events.testing import assert_published, deliver_all
from tests.accounts.factories import PASSWORD, UserFactory
from tests.accounts.letters import link_in, sent_to

pytestmark = pytest.mark.django_db
NEW = "the tide comes in at nine"


def _reset_link(client: Client, email: str = "ada@example.com") -> str:
    client.post("/account/password-reset/", {"email": email})
    (message,) = sent_to("ada@example.com")
    return link_in(message)


def test_password_is_reset_by_email(client: Client) -> None:
    ada = UserFactory.create(email="ada@example.com")
    form = client.get(_reset_link(client, "\uff21DA@Example.com"), follow=True)
    assert "Set a new password" in form.text
    page = client.post(form.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW})
    assert page.headers["Location"] == "/account/login/"
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert ada.email_confirmed_at is not None
    assert_published(EmailConfirmed, times=1)


@pytest.mark.parametrize("path", ["/account/password-reset/", "/account/signup/"])
def test_known_and_unknown_addresses_do_the_same_work(client: Client, path: str) -> None:
    UserFactory.create(email="ada@example.com")
    counts, targets = [], []
    for email in ("ada@example.com", "eve@example.com"):
        with CaptureQueriesContext(connection) as statements:
            page = client.post(path, {"email": email, "password": PASSWORD})
        counts.append(len(statements))
        targets.append(page.headers["Location"])
    assert counts[0] == counts[1]
    assert targets[0] == targets[1]
    assert mail.outbox == []


def test_unknown_address_gets_no_email(client: Client) -> None:
    client.post("/account/password-reset/", {"email": "eve@example.com"})
    assert sent_to("eve@example.com") == []


def test_reset_link_ignores_the_host_of_the_request(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    fields = {"email": "ada@example.com"}
    client.post("/account/password-reset/", fields, headers={"host": "testserver"})
    deliver_all()
    assert "testserver" not in str(mail.outbox[0].message())


def test_reset_link_works_once_and_for_an_hour(client: Client, settings: Settings) -> None:
    UserFactory.create(email="ada@example.com")
    assert settings.PASSWORD_RESET_TIMEOUT == 3600
    link = _reset_link(client)
    form = client.get(link, follow=True)
    client.post(form.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW})
    assert "This link has expired" in Client().get(link, follow=True).text


def test_reset_ends_the_lockout_of_failed_logins(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    fields = {"username": "ada@example.com", "password": "forgotten"}
    for _ in range(10):
        locked = client.post("/account/login/", fields)
    assert locked.status_code == 429
    form = client.get(_reset_link(client), follow=True)
    client.post(form.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW})
    assert client.post("/account/login/", {**fields, "password": NEW}).status_code == 302


def test_reset_ends_the_limit_reached_from_other_networks(
    client: Client, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "log_in": "account:2/1h account:2/1d"}
    UserFactory.create(email="ada@example.com")
    fields = {"username": "ada@example.com", "password": "a guess"}
    for n in range(3):
        locked = client.post("/account/login/", fields, REMOTE_ADDR=f"192.0.2.{n}")
    assert locked.status_code == 429
    form = client.get(_reset_link(client), follow=True)
    client.post(form.wsgi_request.path, {"new_password1": NEW, "new_password2": NEW})
    assert client.post("/account/login/", {**fields, "password": NEW}).status_code == 302


def test_password_reset_is_limited(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "password_reset": "network:1/1h"}
    client.post("/account/password-reset/", {"email": "ada@example.com"})
    page = client.post("/account/password-reset/", {"email": "eve@example.com"})
    assert page.status_code == 429


def test_changing_the_password_ends_other_sessions(client: Client) -> None:
    ada = UserFactory.create()
    other = Client()
    client.force_login(ada)
    other.force_login(ada)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    page = client.post("/account/password/", fields, follow=True)
    assert "Your password is changed." in page.text
    ada.refresh_from_db()
    assert ada.check_password(NEW)
    assert client.get("/account/").status_code == 200
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"old_password": "guess"}, "was entered incorrectly"),
        ({"new_password2": "another password"}, "match"),
        ({"new_password1": "short", "new_password2": "short"}, "at least 8 characters"),
    ],
)
def test_invalid_password_change_is_explained(
    client: Client, fields: dict[str, str], problem: str
) -> None:
    client.force_login(UserFactory.create())
    form = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW, **fields}
    page = client.post("/account/password/", form)
    assert page.status_code == 422
    assert problem in page.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_change_their_password_on_the_limited_page(client: Client, method: str) -> None:
    staff = UserFactory.create(is_staff=True)
    client.force_login(staff)
    fields = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}

    page = getattr(client, method)("/admin/password_change/", fields)

    assert page.headers["Location"] == "/account/password/"
    staff.refresh_from_db()
    assert staff.check_password(PASSWORD)


def test_password_change_is_limited(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "log_in": "account:1/1h"}
    client.force_login(UserFactory.create())
    fields = {"old_password": "guess", "new_password1": NEW, "new_password2": NEW}

    statuses = [client.post("/account/password/", fields).status_code for _ in range(2)]

    assert statuses == [422, 429]
