"""The `security` log: who did what to whose data, from which address."""

import logging

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger("security")


def client_address(request: HttpRequest) -> str:
    """Return the address of the client.

    With HTTPS on, a proxy stands in front of the shop and appends the address that it sees to
    X-Forwarded-For. Entries before the last one come from the client and prove nothing.
    """
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded[:45]
    return str(request.META.get("REMOTE_ADDR", ""))


def log_security(action: str, request: HttpRequest, **fields: object) -> None:
    """Log an action such as `login_failed` with its actor, its address and fields.

    Fields are ids and counts, never names, e-mail addresses or form contents.
    """
    user = getattr(request, "user", None)
    logger.info(
        action,
        extra={
            "actor": user.pk if user is not None else None,
            "address": client_address(request),
            **fields,
        },
    )
