"""Receivers of this app's events, of the clock, and of Django's signals of logins."""

import logging

from django.conf import settings
from django.http import HttpRequest

from accounts import services
from accounts.models import User
from accounts.signals import LinkRequested
from events.api import EventMetadata
from events.log import log_fields
from events.signals import MinutePassed
from storefront import security

logger = logging.getLogger("accounts.events")


def send_link(*, event: LinkRequested, **kwargs: object) -> None:
    """Send the e-mail that was requested."""
    services.send_link(request_id=event.request_id)


def prune_link_requests(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the requests that were never confirmed."""
    services.prune_link_requests()


def prune_sessions(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the expired sessions."""
    services.prune_sessions()


def log_event(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Log the event."""
    logger.info(metadata.signal, extra=log_fields(event, metadata))


def start_staff_session(
    *, user: User, request: HttpRequest | None = None, **kwargs: object
) -> None:
    """Let the sessions of staff end early, and log their logins."""
    if request is not None and user.is_staff:
        request.session.set_expiry(settings.STAFF_SESSION_SECONDS)
        security.log("staff logged in", request, account_id=user.pk)


def log_failed_login(*, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Log a failed login without its address, which may be a mistyped password."""
    security.warn("login failed", request)


def log_lockout(*, request: HttpRequest | None = None, **kwargs: object) -> None:
    """Log that further logins of this account and network are refused for a while."""
    security.warn("login locked", request)
