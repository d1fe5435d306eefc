"""The pages of the demo: login by one click, and the sent e-mails."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import User
from examples.demo.accounts import ACCOUNTS
from examples.demo.mails import move_mails_back, recent_mails
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

ROLES = [account.role for account in ACCOUNTS]


@pytest.fixture
def accounts() -> dict[str, User]:
    return {account.role: UserFactory.create(email=account.email) for account in ACCOUNTS}


@pytest.mark.parametrize("role", ROLES)
def test_one_click_logs_in(client: Client, accounts: dict[str, User], role: str) -> None:
    assert f"Log in as {role}" in client.get("/account/login/").text
    page = client.post(f"/demo/enter/{role}/", {"next": "/orders/"})
    assert page.headers["Location"] == "/orders/"
    assert client.session["_auth_user_id"] == str(accounts[role].pk)


def test_login_does_not_redirect_to_another_site(client: Client, accounts: dict[str, User]) -> None:
    page = client.post("/demo/enter/customer/", {"next": "https://evil.example/"})
    assert page.headers["Location"] == "/"


def test_login_explains_how_to_load_the_demo(client: Client) -> None:
    page = client.post("/demo/enter/staff/", follow=True)
    assert "python manage.py seed_demo" in page.text


def test_unknown_role_cannot_log_in(client: Client) -> None:
    assert client.post("/demo/enter/owner/").status_code == 404


# --- mails -----------------------------------------------------------------------------------


@pytest.fixture
def mailbox(settings: Settings, tmp_path: Path) -> Path:
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(tmp_path)},
        }
    }
    return tmp_path


def _send(subject: str, *, html: str = "") -> None:
    message = EmailMultiAlternatives(
        subject, "It is on its way: http://localhost/orders/", to=["kim@example.com"]
    )
    if html:
        message.attach_alternative(html, "text/html")
    message.send()


def test_emails_are_listed_and_shown(client: Client, mailbox: Path) -> None:
    _send("Your teapot", html="<html><head></head><body><a href='/orders/'>Look</a></body></html>")
    listed = client.get("/demo/mail/").text
    assert "Your teapot" in listed
    assert "kim@example.com" in listed
    (file,) = mailbox.iterdir()
    page = client.get(f"/demo/mail/{file.stem}/0/").text
    assert 'href="http://localhost/orders/"' in page
    assert f'<iframe src="/demo/mail/{file.stem}/0/body/"' in page


def test_body_of_an_email_is_sandboxed(client: Client, mailbox: Path) -> None:
    _send("Your teapot", html="<html><head></head><body><script>alert(1)</script></body></html>")
    (file,) = mailbox.iterdir()
    body = client.get(f"/demo/mail/{file.stem}/0/body/")
    policy = body.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert body.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<base target="_blank">' in body.text


def test_file_can_contain_two_emails(client: Client, mailbox: Path) -> None:
    _send("Your teapot")
    (first,) = mailbox.iterdir()
    first.write_bytes(first.read_bytes() + first.read_bytes().replace(b"teapot", b"mug"))
    assert "Your mug" in client.get(f"/demo/mail/{first.stem}/1/").text
    assert client.get(f"/demo/mail/{first.stem}/2/").status_code == 404


def test_seeded_emails_have_the_date_of_their_order(client: Client, mailbox: Path) -> None:
    _send("Your teapot")
    since = timezone.now() - timedelta(seconds=5)
    move_mails_back(since=since, by=timedelta(days=40))
    _send("Your mug")

    move_mails_back(since=since, by=timedelta(days=2))

    mug, teapot = recent_mails()
    assert (mug.subject, teapot.subject) == ("Your mug", "Your teapot")
    assert mug.sent_at - teapot.sent_at > timedelta(days=37)
    assert timezone.now() - mug.sent_at > timedelta(days=1)
    assert client.get("/demo/mail/").status_code == 200


def test_empty_mailbox_is_explained(client: Client, mailbox: Path) -> None:
    assert "No e-mails yet" in client.get("/demo/mail/").text


@pytest.mark.parametrize("name", ["secret_key", "20260101-101010-1", "..-etc-passwd"])
def test_other_files_cannot_be_read(client: Client, mailbox: Path, name: str) -> None:
    (mailbox / "secret_key.log").write_text("not for you")
    assert client.get(f"/demo/mail/{name}/0/").status_code == 404
