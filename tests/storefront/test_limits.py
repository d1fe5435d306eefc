"""Rate limits hold in the database, independently of the cache."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.db.models import F
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from storefront import limits
from storefront.limits import RateLimited, enforce
from storefront.models import Attempt
from storefront.requests import client_address, client_network
from tests.storefront.factories import AttemptFactory

pytestmark = pytest.mark.django_db


def _request(address: str = "192.0.2.1", **headers: str) -> HttpRequest:
    request = RequestFactory().post("/", REMOTE_ADDR=address, headers=headers)
    request.session = SessionStore()
    request.session.create()
    request.user = AnonymousUser()
    return request


@pytest.fixture(autouse=True)
def _limits(settings: Settings) -> None:
    settings.RATE_LIMITS = {
        "by_account": "account:2/1h",
        "by_session": "session:2/1h",
        "by_network": "network:2/10m",
        "in_two_windows": "account:1/1m account:3/1h",
        "unlimited": "off",
    }


def test_account_is_limited_across_networks() -> None:
    for n in range(2):
        enforce("by_account", request=_request(f"192.0.2.{n}"), account="ada@example.com")
    with pytest.raises(RateLimited, match="in 60 minutes"):
        enforce("by_account", request=_request("192.0.2.9"), account="ada@example.com")
    enforce("by_account", request=_request(), account="kim@example.com")


def test_session_is_limited_across_accounts() -> None:
    request = _request()
    for n in range(2):
        enforce("by_session", request=request, account=f"kim{n}@example.com")
    with pytest.raises(RateLimited):
        enforce("by_session", request=request, account="ada@example.com")
    enforce("by_session", request=_request(), account="ada@example.com")


def test_network_is_limited_across_sessions() -> None:
    for _ in range(2):
        enforce("by_network", request=_request("2001:db8::1"))
    with pytest.raises(RateLimited, match="in 10 minutes"):
        enforce("by_network", request=_request("2001:db8::2"))
    enforce("by_network", request=_request("2001:db8:0:1::1"))


def test_long_wait_is_stated_in_hours(settings: Settings) -> None:
    settings.RATE_LIMITS = {"order": "account:1/1d"}
    enforce("order", request=_request(), account="ada@example.com")
    with pytest.raises(RateLimited, match="in 24 hours"):
        enforce("order", request=_request(), account="ada@example.com")


def test_limits_of_several_windows_apply() -> None:
    enforce("in_two_windows", request=_request(), account="ada@example.com")
    with pytest.raises(RateLimited, match="in a minute"):
        enforce("in_two_windows", request=_request(), account="ada@example.com")
    for _ in range(2):
        Attempt.objects.update(at=F("at") - timedelta(minutes=2))
        enforce("in_two_windows", request=_request(), account="ada@example.com")
    Attempt.objects.update(at=F("at") - timedelta(minutes=2))
    with pytest.raises(RateLimited, match=r"in 5\d minutes"):
        enforce("in_two_windows", request=_request(), account="ada@example.com")


def test_ipv4_clients_of_a_socket_for_both_versions_are_separate_networks() -> None:
    for _ in range(2):
        enforce("by_network", request=_request("::ffff:192.0.2.1"))
    with pytest.raises(RateLimited):
        enforce("by_network", request=_request("192.0.2.1"))
    enforce("by_network", request=_request("::ffff:192.0.2.2"))


def test_refused_attempt_does_not_extend_the_limit() -> None:
    for _ in range(2):
        enforce("by_account", request=_request(), account="ada@example.com")
    for _ in range(3):
        with pytest.raises(RateLimited):
            enforce("by_account", request=_request(), account="ada@example.com")
    assert Attempt.objects.count() == 2

    Attempt.objects.update(at=timezone.now() - timedelta(hours=1))
    enforce("by_account", request=_request(), account="ada@example.com")


def test_action_without_limits_needs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    request = _request()
    with django_assert_num_queries(0):
        enforce("unlimited", request=request, account="ada@example.com")


def test_attempts_hold_no_personal_data() -> None:
    enforce("by_account", request=_request(), account="ada@example.com")
    assert "ada" not in Attempt.objects.get().subject


def test_pruning_keeps_what_is_still_counted() -> None:
    AttemptFactory.create(at=timezone.now() - timedelta(minutes=59))
    AttemptFactory.create(at=timezone.now() - timedelta(minutes=61))
    assert limits.prune() == 1
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("text", ["3/1h", "account:0/1h", "account:3/h", "everybody:3/1h"])
def test_malformed_limit_is_named(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="is not a limit"):
        limits.parse(text)


def test_only_the_entry_of_the_proxy_counts(settings: Settings) -> None:
    request = _request("10.0.0.1", **{"X-Forwarded-For": "198.51.100.7, 203.0.113.5"})
    assert client_address(request) == "10.0.0.1"
    settings.TRUST_PROXY = True
    assert client_address(request) == "203.0.113.5"
    assert client_network(_request("not an address")) == ""


def test_entry_that_is_not_an_address_counts_as_the_proxy(settings: Settings) -> None:
    settings.TRUST_PROXY = True
    for entry in ("203.0.113.5:4711", "unknown", "", "203.0.113.5,"):
        assert client_address(_request("10.0.0.1", **{"X-Forwarded-For": entry})) == "10.0.0.1"


def test_address_of_a_link_has_no_interface() -> None:
    request = _request("fe80::a:1%eth0")
    assert client_address(request) == "fe80::a:1"
    assert client_network(request) == "fe80::/64"
