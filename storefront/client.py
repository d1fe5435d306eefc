"""The address that a request came from."""

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

IPV6_SITE = 64  # one customer has all addresses of such a network


def client_address(request: HttpRequest) -> str:
    """Return the address of the client, or an empty string if it is unknown.

    Behind the shop's own proxy (`TRUST_PROXY`) it is the last entry of X-Forwarded-For,
    the one that the proxy wrote. Entries before it were sent by the client. A socket for both
    versions of IP writes IPv4 addresses as ::ffff:192.0.2.1; the result is 192.0.2.1.
    """
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUST_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        address = forwarded.rpartition(",")[2].strip() or address
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def client_network(request: HttpRequest) -> str:
    """Return what rate limits count: an IPv4 address, or the /64 network of an IPv6 address."""
    address = client_address(request)
    if ":" not in address:
        return address
    return str(ip_network(f"{address}/{IPV6_SITE}", strict=False))
