"""SITE_URL, HTTPS, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS: where the shop is, and how safely."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from config.environment.reading import flag, refused, text, words

LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`url` has no slash at its end; `hosts` are the names that requests may ask for."""

    url: str
    https: bool
    hosts: list[str]
    trusted_origins: list[str]


def site(*, lenient: bool) -> Site:
    """Where the shop is; `lenient` (a demo, or development) may do without HTTPS.

    Raises ImproperlyConfigured for a shop on the network without HTTPS, and for addresses
    that contradict each other.
    """
    url = text("SITE_URL", "http://localhost:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path:
        raise refused("SITE_URL", f"{url!r} is no address.", "Say https://shop.example.")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    https = flag("HTTPS", default=True)
    if https and parts.scheme != "https":
        raise refused(
            "SITE_URL",
            f"HTTPS is on, but the address is {url}.",
            "Say https://…; a shop for this machine only can say HTTPS=false.",
        )
    if not https and not (lenient or host in LOOPBACK):
        raise refused(
            "HTTPS",
            f"it is off, and {host} can be reached by others.",
            "Leave it on: passwords and addresses would travel in the open.",
        )
    return Site(url=url, https=https, hosts=_hosts(host), trusted_origins=_origins())


def _hosts(host: str) -> list[str]:
    hosts = words("ALLOWED_HOSTS") or [host]
    for name in hosts:
        if "/" in name:
            raise refused("ALLOWED_HOSTS", f"{name!r} is no host name.", "Say shop.example.")
    return list(dict.fromkeys([*hosts, *LOOPBACK]))


def _origins() -> list[str]:
    origins = words("CSRF_TRUSTED_ORIGINS")
    for origin in origins:
        if not origin.startswith(("http://", "https://")):
            raise refused(
                "CSRF_TRUSTED_ORIGINS", f"{origin!r} has no scheme.", f"Say https://{origin}."
            )
    return origins
