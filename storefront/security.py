"""The `security` log: who did what to whose data, from which address."""

import logging

from django.http import HttpRequest

from storefront.client import client_address

logger = logging.getLogger("security")


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
