"""The configuration of django-axes, and the page of a visitor whose logins it refuses."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from storefront.email_addresses import normalise_email
from storefront.limits import RateLimited
from storefront.middleware import rate_limited_page
from storefront.requests import client_address


def account_of(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """Return a keyed hash of the address in a login: failed logins are counted without it."""
    email = (credentials or {}).get("username") or request.POST.get("username", "")
    return hash_of(email)


def hash_of(email: str) -> str:
    """Return the name under which django-axes counts the failed logins of an address."""
    address = normalise_email(email)
    return salted_hmac("accounts.lockout", address, algorithm="sha256").hexdigest()


def address_of(request: HttpRequest) -> str | None:
    """Return the address of the client, None if it is unknown."""
    return client_address(request) or None


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer as for every other rate limit; for django-axes."""
    return rate_limited_page(request, RateLimited(int(settings.AXES_COOLOFF_TIME.total_seconds())))
