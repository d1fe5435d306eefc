"""Read a request: the visitor's session and account, their address, the page they came from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

IPV6_SITE = 64  # one customer has all addresses of such a network


class HtmxRequest(HttpRequest):
    """A request that django-htmx has looked at, for the types of views."""

    htmx: HtmxDetails


def has_session(request: HttpRequest) -> bool:
    """Return whether the visitor has a session, without making the response depend on it."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or request.session.modified


def user_id_of(request: HttpRequest) -> int | None:
    """Return the id of the signed-in user; without a session, without a query."""
    user = getattr(request, "user", None)
    return user.pk if user is not None else None


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, or an empty string if it is unknown.

    Behind the shop's own proxy (`TRUST_PROXY`) it is the last entry of X-Forwarded-For,
    the one that the proxy wrote. Entries before it were sent by the client. An entry that is not
    an address counts as the proxy, so that all its clients are limited together.
    """
    entry = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    forwarded = _address(entry) if settings.TRUST_PROXY else ""
    return forwarded or _address(str(request.META.get("REMOTE_ADDR", "")))


def _address(text: str) -> str:
    """Return an IP address in its usual form, or an empty string.

    A socket for both versions of IP writes IPv4 addresses as ::ffff:192.0.2.1; the result is
    192.0.2.1. The name of a network interface (fe80::1%eth0) is left out: it says nothing about
    the client, and PostgreSQL does not store it.
    """
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def client_network(request: HttpRequest) -> str:
    """Return what rate limits count: an IPv4 address, or the /64 network of an IPv6 address."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{IPV6_SITE}", strict=False))


def next_path(request: HttpRequest) -> str:
    """Return the path in the parameter `next`; empty unless it is a path of this shop.

    A path starts with one slash. Anything else could name another site or a view.
    """
    path = request.POST.get("next", request.GET.get("next", ""))
    is_path = path.startswith("/") and path.isprintable()
    return path if is_path and url_has_allowed_host_and_scheme(path, allowed_hosts=None) else ""
