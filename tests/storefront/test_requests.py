"""Requests that no browser sends, and the headers of every response."""

import sqlite3
from collections.abc import Callable
from http.cookies import SimpleCookie
from unittest.mock import Mock
from uuid import uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client, RequestFactory
from pytest_django import Settings

from storefront.errors import is_outage
from storefront.requests import next_path
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def strict() -> Client:
    """A client that checks CSRF tokens and reports a server error as a 500, as browsers see it."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (f"{FORM}; charset=ISO-8859-1", b"quantity=1"),
        (f"{FORM}; charset=utf-16", b"quantity=1"),
        (f"{FORM}; charset=nonsense", b"quantity=1"),
        (FORM, b"quantity=%ff%fe&=&&&"),
        (FORM, b"\xff\xfe\x00"),
        (FORM, b"&".join(b"a=1" for _ in range(2000))),
        ("multipart/form-data", b"quantity=1"),
        ("multipart/form-data; boundary=", b"quantity=1"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: nonsense"),
        ("multipart/form-data; boundary=x; charset=nonsense", b"--x--\r\n"),
        ("application/json", b"{"),
    ],
)
def test_unreadable_body_is_a_client_error(strict: Client, content_type: str, body: bytes) -> None:
    for path in ("/basket/add/", "/account/login/", "/nowhere/", "/"):
        page = strict.generic("POST", path, body, content_type=content_type)
        assert 400 <= page.status_code < 500, path
        assert page.text.startswith("<!doctype html>"), path


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "messages"])
def test_nul_in_a_cookie_is_a_client_error(strict: Client, name: str) -> None:
    strict.cookies = SimpleCookie(f'{name}="abc\\000def"')
    assert strict.get("/").status_code == 400


@pytest.mark.parametrize("path", ["/?q=%00", "/products/%00/", "/media/%00", "/orders/%00/"])
def test_nul_in_an_address_is_a_client_error(strict: Client, path: str) -> None:
    assert 400 <= strict.get(path).status_code < 500


@pytest.mark.parametrize(
    "path", ["m" * 300, "photos/" + "ö" * 200 + ".webp", "a/../../config/settings.py", "..", "a//b"]
)
def test_impossible_photo_is_not_found(strict: Client, path: str) -> None:
    assert strict.get(f"/media/{path}").status_code == 404


def test_bad_request_page_does_not_read_the_request(strict: Client) -> None:
    page = strict.post("/", headers={"Host": "a b"}, content_type="multipart/form-data", data=b"x")
    assert page.status_code == 400
    assert "Invalid request" in page.text


# --- headers ---------------------------------------------------------------------------------


def test_every_response_has_security_headers(client: Client) -> None:
    for path in ("/", "/nowhere/", "/robots.txt", "/healthz"):
        headers = client.get(path).headers
        if path != "/healthz":
            assert "camera=()" in headers["Permissions-Policy"]
            assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "X-Request-ID" in headers


def test_page_of_a_session_is_not_stored(client: Client) -> None:
    client.force_login(UserFactory.create())
    for path in ("/", "/account/", "/nowhere/"):
        directives = client.get(path).headers["Cache-Control"].split(", ")
        assert {"private", "no-store"} <= set(directives)


def test_page_that_sets_a_cookie_is_not_stored(client: Client) -> None:
    page = client.get("/account/login/")
    assert page.cookies
    assert "no-store" in page.headers["Cache-Control"]


def test_page_without_a_session_can_be_stored(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert client.get("/robots.txt").headers["Cache-Control"] == "max-age=86400"


# --- lock timeouts ---------------------------------------------------------------------------


LOG_IN = "accounts.forms.LogInForm.is_valid"
MIDDLEWARE = "django.contrib.sessions.middleware.SessionMiddleware.process_request"
type LetFail = Callable[[str, str], None]


@pytest.fixture
def let_fail(monkeypatch: pytest.MonkeyPatch) -> LetFail:
    """`let_fail(function, message)` lets the database fail there."""
    return lambda name, text: monkeypatch.setattr(name, Mock(side_effect=OperationalError(text)))


def test_lock_timeout_is_a_503_that_keeps_the_form(client: Client, let_fail: LetFail) -> None:
    let_fail(LOG_IN, "database is locked")
    form = {"username": "kim@example.com", "password": "hunter2", "next": '/orders/?a="b"'}
    page = client.post("/account/login/", form)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "<h1>The shop is very busy</h1>" in page.text
    assert 'name="username" value="kim@example.com"' in page.text
    assert 'name="next" value="/orders/?a=&quot;b&quot;"' in page.text
    assert "hunter2" not in page.text


def test_other_database_errors_stay_server_errors(let_fail: LetFail) -> None:
    let_fail(LOG_IN, "disk I/O error")
    client = Client(raise_request_exception=False)
    page = client.post("/account/login/", {"username": "kim@example.com"})
    assert page.status_code == 500
    assert "Something went wrong" in page.text


def test_lock_timeout_in_middleware_is_a_503(let_fail: LetFail) -> None:
    let_fail(MIDDLEWARE, "database is locked")
    page = Client(raise_request_exception=False).get("/account/login/")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"


# --- an outage of the database ---------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_lost_connection_is_a_503_that_keeps_the_form(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose_connection(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(LOG_IN, lose_connection)
    page = Client().post("/account/login/", {"username": "kim@example.com"})
    connection.close()
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "<h1>The shop is interrupted</h1>" in page.text
    assert "an order is never placed twice" in page.text
    assert 'name="username" value="kim@example.com"' in page.text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_server_that_became_read_only_is_a_503() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    page = Client().post("/account/login/", {"username": "kim@example.com", "password": "x"})
    connection.close()
    assert page.status_code == 503
    assert "<h1>The shop is interrupted</h1>" in page.text


@pytest.mark.once
@pytest.mark.parametrize(
    ("cause", "outage"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.CannotConnectNow("starting up"), True),
        (psycopg.errors.ConnectionFailure("gone"), True),
        (psycopg.errors.DiskFull("no space left"), False),
        (sqlite3.OperationalError("disk I/O error"), False),
    ],
)
def test_outage_is_a_connection_that_failed(cause: Exception, outage: bool) -> None:
    error = OperationalError("failed")
    error.__cause__ = cause
    assert is_outage(error) is outage


# --- a session that another tab ended --------------------------------------------------------


@pytest.fixture
def interrupted(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client that logs out in another tab while its requests change the session."""

    def change_and_end(request: HttpRequest) -> list[str]:
        request.session["tab"] = 1
        Session.objects.all().delete()
        return []

    client.force_login(UserFactory.create())
    monkeypatch.setattr("orders.views.orders.linked_orders", change_and_end)
    monkeypatch.setattr("orders.views.access.linked_orders", change_and_end)
    return client


def test_page_is_requested_again_without_the_session(interrupted: Client) -> None:
    answer = interrupted.get("/orders/?show=all")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/orders/?show=all")


def test_form_of_an_ended_session_may_have_taken_effect(interrupted: Client) -> None:
    answer = interrupted.post(f"/orders/{uuid4()}/cancel/")
    assert answer.status_code == 400
    assert "<h1>You were logged out</h1>" in answer.text
    assert "Nothing has been changed" not in answer.text


# --- next ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("/orders/?page=2", "/orders/?page=2"),
        ("", ""),
        ("foo", ""),
        ("logout", ""),
        ("orders:orders", ""),
        ("https://evil.example/", ""),
        ("//evil.example/", ""),
        ("/\\evil.example/", ""),
        ("javascript:alert(1)", ""),
        ("/\t/evil.example/", ""),
        (" /orders/", ""),
    ],
)
def test_next_is_a_path_of_this_shop(settings: Settings, given: str, path: str) -> None:
    assert next_path(RequestFactory().post("/", {"next": given})) == path
    assert next_path(RequestFactory().get("/", {"next": given})) == path
