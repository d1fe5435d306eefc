"""Sign up, log in, log out, reset and change a password; and where one goes on to."""

import re
import socket
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from accounts import services
from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory
from tests.notifications.mail_server import mail_server, smtp

pytestmark = pytest.mark.django_db

ELSEWHERE = ["https://evil.example/", "//evil.example/", "javascript:alert(1)", r"\\evil.example"]


def _fill_basket(client: Client) -> None:
    session = client.session
    session["basket"] = {"MORNING-TEAPOT": 2}
    session.save()


# --- sign up ---------------------------------------------------------------------------------


def test_signing_up_takes_an_address_and_a_password(client: Client) -> None:
    page = client.post("/account/signup/", {"email": "Ada@Example.com", "password": PASSWORD})
    assert page.status_code == 302
    assert page.headers["Location"] == "/account/"
    ada = User.objects.get()
    assert ada.email == "ada@example.com"
    assert client.session["_auth_user_id"] == str(ada.pk)


def test_signing_up_keeps_the_basket(client: Client) -> None:
    _fill_basket(client)
    client.post("/account/signup/", {"email": "ada@example.com", "password": PASSWORD})
    assert client.session["basket"] == {"MORNING-TEAPOT": 2}


def test_one_address_has_one_account_however_it_is_written(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    page = client.post("/account/signup/", {"email": "ADA@example.com", "password": PASSWORD})
    assert page.status_code == 422
    assert "There is an account with this address" in page.text
    assert 'value="ADA@example.com"' in page.text
    assert User.objects.count() == 1


def test_somebody_who_is_quicker_by_a_moment_wins() -> None:
    services.sign_up(email="ada@example.com", password=PASSWORD)
    with pytest.raises(services.EmailTaken):
        services.sign_up(email="Ada@example.com", password=PASSWORD)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "at least 8 characters"),
        ("1029384756", "entirely numeric"),
        ("password1", "too common"),
        ("ada@example.com", "too similar"),
        ("", "Type a password."),
    ],
)
def test_a_weak_password_is_refused_beside_its_field(
    client: Client, password: str, said: str
) -> None:
    page = client.post("/account/signup/", {"email": "ada@example.com", "password": password})
    assert page.status_code == 422
    assert said in page.text
    assert 'aria-invalid="true"' in page.text
    assert 'href="#id_password"' in page.text
    assert not User.objects.exists()


@pytest.mark.parametrize("email", ["ada", "ada@", "", "a" * 150 + "@example.com", "a b@c.de"])
def test_a_malformed_address_is_refused(client: Client, email: str) -> None:
    page = client.post("/account/signup/", {"email": email, "password": PASSWORD})
    assert page.status_code == 422
    assert not User.objects.exists()


def test_whoever_is_in_needs_no_other_account(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/account/signup/").headers["Location"] == "/account/"


# --- log in and out --------------------------------------------------------------------------


def test_logging_in_takes_the_address_in_any_case(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    page = client.post("/account/login/", {"username": "Ada@Example.com", "password": PASSWORD})
    assert page.headers["Location"] == "/account/"


def test_the_basket_survives_logging_in(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    _fill_basket(client)
    before = client.session.session_key
    client.post("/account/login/", {"username": "ada@example.com", "password": PASSWORD})
    assert client.session["basket"] == {"MORNING-TEAPOT": 2}
    assert client.session.session_key != before


def test_a_wrong_password_is_answered_in_plain_words(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    page = client.post("/account/login/", {"username": "ada@example.com", "password": "guess"})
    assert "do not belong together" in page.text
    assert 'value="ada@example.com"' in page.text
    assert "_auth_user_id" not in client.session


def test_logging_out_forgets_everything(client: Client) -> None:
    client.force_login(UserFactory.create())
    _fill_basket(client)
    page = client.post("/account/logout/")
    assert page.headers["Location"] == "/"
    assert "basket" not in client.session
    assert "You are logged out" in client.get("/account/login/").text


def test_the_account_page_is_for_whoever_is_in(client: Client) -> None:
    assert client.get("/account/").headers["Location"] == "/account/login/?next=/account/"
    client.force_login(UserFactory.create(email="ada@example.com"))
    page = client.get("/account/")
    assert "ada@example.com" in page.text
    assert "Run the shop" not in page.text


def test_staff_find_the_way_to_the_admin(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True))
    assert "Run the shop" in client.get("/account/").text


# --- going on --------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/"])
def test_one_goes_on_where_one_was(client: Client, path: str) -> None:
    UserFactory.create(email="kim@example.com")
    email = "kim@example.com" if "login" in path else "new@example.com"
    fields = {"username": email, "email": email, "password": PASSWORD, "next": "/checkout/"}
    assert client.post(path, fields).headers["Location"] == "/checkout/"


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_led_to_another_site(client: Client, path: str, elsewhere: str) -> None:
    UserFactory.create(email="kim@example.com")
    email = "kim@example.com" if "login" in path else "new@example.com"
    fields = {"username": email, "email": email, "password": PASSWORD, "next": elsewhere}
    assert client.post(path, fields).headers["Location"] == "/account/"
    assert "evil.example" not in Client().get(path, {"next": elsewhere}).text.split("<main")[1]


# --- passwords -------------------------------------------------------------------------------


def _ask_for_link(client: Client, email: str) -> EmailMessage:
    client.post("/account/password-reset/", {"email": email})
    (message,) = mail.outbox
    return message.message()


def _link(message: EmailMessage) -> str:
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    return re.search(r"http://localhost:8000(/\S+)", text)[1]  # type: ignore[index]  # likewise


def test_a_forgotten_password_is_set_anew_by_mail(client: Client) -> None:
    user = UserFactory.create(email="ada@example.com")
    message = _ask_for_link(client, "ADA@example.com")
    assert message["Subject"] == "Set a new password for Signal Shop"
    assert message.get_body(("html",)) is not None
    form = client.get(_link(message), follow=True)
    assert "Set a new password" in form.text
    new = "the tide comes in at nine"
    page = client.post(form.wsgi_request.path, {"new_password1": new, "new_password2": new})
    assert page.headers["Location"] == "/account/login/"
    user.refresh_from_db()
    assert user.check_password(new)


def test_the_link_leads_to_the_shop_whatever_host_was_asked(client: Client) -> None:
    UserFactory.create(email="ada@example.com")
    client.post(
        "/account/password-reset/", {"email": "ada@example.com"}, headers={"host": "testserver"}
    )
    assert "testserver" not in str(mail.outbox[0].message())


def test_a_link_works_once(client: Client) -> None:
    user = UserFactory.create(email="ada@example.com")
    link = _link(_ask_for_link(client, "ada@example.com"))
    user.set_password("changed meanwhile, by herself")
    user.save()
    assert "This link is used up" in client.get(link, follow=True).text


def test_nobody_learns_who_has_an_account(client: Client) -> None:
    page = client.post("/account/password-reset/", {"email": "nobody@example.com"}, follow=True)
    assert "If there is an account with that address" in page.text
    assert mail.outbox == []


# A mail server that takes calls and says nothing, and one that is not there.
@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_while_no_mail_can_be_sent_everybody_is_told_so(
    client: Client,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    is_there: bool,
    email: str,
) -> None:
    UserFactory.create(email="ada@example.com")
    monkeypatch.setattr(services, "PATIENCE_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1] if is_there else 1
        settings.MAILERS = smtp(port)
        page = client.post("/account/password-reset/", {"email": email})
    assert page.status_code == 503
    assert "We cannot send mail at the moment" in page.text
    assert f'value="{email}"' in page.text
    assert "the mail server cannot be reached" in caplog.text


def test_whoever_can_be_sent_mail_is_sent_one(client: Client, settings: Settings) -> None:
    UserFactory.create(email="ada@example.com")
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)
        page = client.post("/account/password-reset/", {"email": "ada@example.com"})
    assert page.headers["Location"] == "/account/password-reset/sent/"
    assert [message["To"] for message in server.received] == ["ada@example.com"]


def test_asking_leaves_nothing_where_mail_goes_into_files(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": str(tmp_path)}}}
    client.post("/account/password-reset/", {"email": "nobody@example.com"})
    assert list(tmp_path.iterdir()) == []


def test_a_password_can_be_changed(client: Client) -> None:
    user = UserFactory.create()
    client.force_login(user)
    new = "the tide comes in at nine"
    fields = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    page = client.post("/account/password/", fields, follow=True)
    assert "Your password is changed." in page.text
    user.refresh_from_db()
    assert user.check_password(new)
