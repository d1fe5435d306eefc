"""Log in and out: limits, staff sessions and the second factor."""

import threading

import pytest
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from accounts import hashing
from accounts.models import User
from tests.accounts.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def log_in(
    client: Client, email: str = "ada@example.com", password: str = PASSWORD, **fields: str
) -> HttpResponse:
    return client.post("/account/login/", {"username": email, "password": password, **fields})  # type: ignore[return-value]


@pytest.fixture
def ada() -> User:
    return UserFactory.create(email="ada@example.com")


@pytest.mark.parametrize("spelling", ["ada@example.com", "Ada@Example.com", "\uff21DA@example.com"])
def test_every_spelling_logs_in(client: Client, ada: User, spelling: str) -> None:
    assert log_in(client, spelling).headers["Location"] == "/account/"


def test_wrong_password_and_unknown_address_look_alike(client: Client, ada: User) -> None:
    for email in (ada.email, "eve@example.com"):
        page = log_in(client, email, "guess")
        assert "do not match" in page.text
        assert f'value="{email}"' in page.text
    assert "_auth_user_id" not in client.session


def test_inactive_account_has_no_login_and_no_session(client: Client, ada: User) -> None:
    log_in(client)
    assert client.get("/account/").status_code == 200

    User.objects.update(is_active=False)

    assert client.get("/account/").status_code == 302
    assert "do not match" in log_in(client).text


def test_ten_failures_lock_the_account_for_this_address(client: Client, ada: User) -> None:
    failures = [log_in(client, password="guess").status_code for _ in range(10)]
    assert failures[-1] == 429

    page = log_in(client)
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert log_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


@pytest.mark.parametrize("path", ["/account/login/", "/admin/login/"])
def test_logins_are_limited_before_hashing(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "log_in": "network:2/1h"}
    for n in range(2):
        client.post(path, {"username": f"kim{n}@example.com", "password": "guess"})
    monkeypatch.setattr(hashing, "_slots", None)  # using it would fail
    page = client.post(path, {"username": "kim3@example.com", "password": "guess"})
    assert page.status_code == 429


def test_few_passwords_are_hashed_at_once(
    client: Client, ada: User, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PASSWORD_HASHING_WAIT = 0.01
    monkeypatch.setattr(hashing, "_slots", threading.BoundedSemaphore(1))
    with hashing.hashing_slot():
        page = log_in(client)
    assert (page.status_code, page.headers["Retry-After"]) == (429, "2")
    assert log_in(client).status_code == 302


def test_failed_logins_are_logged_without_the_address(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "security")

    log_in(client, "ada@example.com", "guess")

    record = next(r for r in caplog.records if r.name == "security")
    assert record.getMessage() == "login failed"
    assert vars(record)["client_address"] == "127.0.0.1"
    assert "ada@example.com" not in str(vars(record))


@pytest.mark.parametrize(
    ("is_staff", "seconds"), [(True, "STAFF_SESSION_SECONDS"), (False, "SESSION_COOKIE_AGE")]
)
def test_sessions_of_staff_end_early(
    client: Client, settings: Settings, is_staff: bool, seconds: str
) -> None:
    UserFactory.create(email="ada@example.com", is_staff=is_staff)
    log_in(client)
    assert client.session.get_expiry_age() == getattr(settings, seconds)


def test_session_of_a_customer_who_becomes_staff_ends_early(
    client: Client, settings: Settings
) -> None:
    client.force_login(UserFactory.create())
    client.get("/account/")
    assert client.session.get_expiry_age() == settings.SESSION_COOKIE_AGE
    User.objects.update(is_staff=True)
    assert client.get("/admin/").status_code == 200
    assert client.session.get_expiry_age() == settings.STAFF_SESSION_SECONDS


def test_logging_out_ends_the_session(client: Client) -> None:
    client.force_login(UserFactory.create())
    page = client.post("/account/logout/")
    assert page.headers["Location"] == "/"
    assert "_auth_user_id" not in client.session
    assert "You are logged out" in client.get("/account/login/").text


@pytest.mark.parametrize(
    ("given", "followed"), [("/checkout/", "/checkout/"), ("//evil.example", "/account/")]
)
def test_login_continues_on_pages_of_the_shop(
    client: Client, ada: User, given: str, followed: str
) -> None:
    assert log_in(client, next=given).headers["Location"] == followed


# --- second factor ---------------------------------------------------------------------------


def _code_of(device: TOTPDevice) -> str:
    return f"{totp(device.bin_key):06}"


def test_staff_can_set_up_a_second_factor(client: Client) -> None:
    sam = UserFactory.create(is_staff=True, is_superuser=True)
    client.force_login(sam)
    assert client.get("/admin/").status_code == 200
    page = client.get("/account/second-factor/")
    assert "data:image/svg+xml" in page.text
    device = TOTPDevice.objects.get(user=sam)
    wrong = client.post("/account/second-factor/", {"code": "000000"})
    assert wrong.status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)

    right = client.post("/account/second-factor/", {"code": _code_of(device), "next": "/admin/"})

    assert right.headers["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    other = Client()
    other.force_login(sam)
    assert other.get("/admin/").headers["Location"] == "/account/second-factor/?next=%2Fadmin%2F"


def test_right_code_after_many_wrong_ones_has_to_wait(client: Client) -> None:
    sam = UserFactory.create(is_staff=True)
    device = TOTPDevice.objects.create(user=sam)
    client.force_login(sam)
    page = client.post("/account/second-factor/", {"code": "000000"})
    assert "This code is not correct" in page.text

    TOTPDevice.objects.update(throttling_failure_count=9)  # the next attempt in 256 seconds
    page = client.post("/account/second-factor/", {"code": _code_of(device)})
    assert "Please try again in 5 minutes." in page.text
    assert "This code is not correct" not in page.text


def test_setting_requires_the_second_factor_of_staff(client: Client, settings: Settings) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    assert client.get("/orders/").headers["Location"].startswith("/account/second-factor/")
    assert client.get("/account/second-factor/").status_code == 200
    assert client.post("/account/logout/").headers["Location"] == "/"
    client.force_login(UserFactory.create())
    assert client.get("/account/").status_code == 200


def test_deleted_second_factors_are_logged_by_account(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    users = UserFactory.create_batch(2, is_staff=True)
    devices = [TOTPDevice.objects.create(user=user, confirmed=False) for user in users]
    selected = {
        "action": "delete_selected",
        "_selected_action": [device.pk for device in devices],
        "post": "yes",
    }
    with caplog.at_level("INFO", "security"):
        client.post("/admin/otp_totp/totpdevice/", selected)
    assert not TOTPDevice.objects.exists()
    deleted = [
        vars(record)["account_id"]
        for record in caplog.records
        if record.message == "second factor deleted"
    ]
    assert sorted(deleted) == sorted(user.pk for user in users)
