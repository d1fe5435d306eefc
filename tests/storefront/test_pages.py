"""Error pages, headers, and the few pages that belong to no app."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.views.defaults import permission_denied
from pytest_django import DjangoAssertNumQueries, Settings


def test_unknown_page_is_explained_with_a_search(client: Client) -> None:
    page = client.get("/no/such/shelf/")
    assert page.status_code == 404
    assert "Page not found" in page.text
    assert 'name="q"' in page.text


def test_error_page_needs_no_database_and_session(client: Client, no_database: None) -> None:
    client.raise_request_exception = False
    client.cookies["sessionid"] = "whatever-it-was"
    page = client.get("/account/")
    assert page.status_code == 500
    assert "Something went wrong" in page.text
    assert "/static/storefront/shop.css" in page.text


def test_csrf_failure_has_an_error_page_of_the_shop() -> None:
    page = Client(enforce_csrf_checks=True).post("/account/login/", {"username": "kim"})
    assert page.status_code == 403
    assert "This form has expired" in page.text


@pytest.mark.django_db
def test_forbidden_page_offers_login(client: Client) -> None:
    request = RequestFactory().get("/events/log/?page=2")
    request.user = AnonymousUser()
    request.session = client.session
    page = permission_denied(request, PermissionDenied())
    assert page.status_code == 403
    assert "/account/login/?next=%2Fevents%2Flog%2F%3Fpage%3D2" in page.content.decode()


@pytest.mark.django_db
def test_every_page_carries_a_strict_policy(client: Client) -> None:
    headers = client.get("/account/login/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/style/", "/nowhere/"])
def test_no_page_has_an_inline_style_or_script(
    client: Client, settings: Settings, path: str
) -> None:
    settings.STYLE_PAGE = True
    page = client.get(path).text
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count('<script src="/static/')


def test_request_id_of_the_proxy_is_used(client: Client) -> None:
    named = client.get("/healthz", headers={"X-Request-ID": "edge-7f3a91c2"})
    assert named.headers["X-Request-ID"] == "edge-7f3a91c2"


@pytest.mark.parametrize("given", ["", "short", "with space in it", "x" * 65])
def test_malformed_request_id_is_replaced(client: Client, given: str) -> None:
    named = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert named != given
    assert len(named) == 32


def test_style_page_shows_every_component(client: Client, settings: Settings) -> None:
    settings.STYLE_PAGE = True
    page = client.get("/style/")
    assert page.status_code == 200
    for part in ("tile", "error-summary", "timeline", "steps", "panel", "mail", "pager", "empty"):
        assert f'class="{part}' in page.text, part


def test_production_has_no_style_page(client: Client) -> None:
    assert client.get("/style/").status_code == 404


def test_robots_txt_excludes_private_pages(client: Client) -> None:
    page = client.get("/robots.txt")
    assert page.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /checkout/" in page.text


def test_favicon_address_redirects_to_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/storefront/favicon.svg"


@pytest.mark.django_db(transaction=True)  # without the savepoints of a test's transaction
def test_visitor_without_a_session_needs_no_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = client.get("/account/signup/")
    assert "sessionid" not in page.cookies
