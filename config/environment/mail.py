"""EMAIL_URL: a mail server, or a folder of files that the demo shows."""

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from config.environment.reading import refused, text

NAME = "EMAIL_URL"
BACKENDS = "django.core.mail.backends"
# Seconds. A message is sent by a worker under a lease of 60 seconds, of which the mail
# server may use less than half.
TIMEOUT = 20
FIX = (
    "Say smtp://user:password@host:25, smtp+tls://…:587 (STARTTLS), smtp+ssl://…:465 "
    "(TLS from the start), or file:///path."
)


def mailer(*, default: Path) -> dict[str, Any]:
    """An entry of Django's MAILERS; raises ImproperlyConfigured for what is neither.

    `smtps://` is refused, since some take it for STARTTLS and some for the other.
    """
    url = text(NAME, f"file://{default}")
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return {
            "BACKEND": f"{BACKENDS}.filebased.EmailBackend",
            "OPTIONS": {"file_path": parts.path},
        }
    if parts.scheme in ("smtp", "smtp+tls", "smtp+ssl") and parts.hostname:
        return {"BACKEND": f"{BACKENDS}.smtp.EmailBackend", "OPTIONS": _smtp(parts)}
    raise refused(NAME, f"{parts.scheme}:// is not understood.", FIX)


def _smtp(parts: SplitResult) -> dict[str, Any]:
    return {
        "host": parts.hostname,
        "port": parts.port,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtp+ssl",
        "timeout": TIMEOUT,
    }
