"""Receivers of this app's events, of the clock, and of Django's signals of logins."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.http import HttpRequest

from accounts import services
from accounts.models import Address, User
from accounts.signals import LinkRequested
from events.api import EventMetadata, RetryAfter
from events.log import log_fields
from events.signals import MinutePassed
from orders.signals import (
    AddressBook,
    AddressSaveRequested,
    OrderAddress,
    SavedAddress,
    SavedAddresses,
    order_address,
)
from storefront import security

logger = logging.getLogger("accounts.events")


def send_link(*, event: LinkRequested, **kwargs: object) -> None:
    """Send the e-mail that was requested."""
    services.send_link(request_id=event.request_id)


def answer_saved_addresses(*, question: SavedAddresses, **kwargs: object) -> Sequence[AddressBook]:
    """Return the customer's addresses for the checkout."""
    addresses = Address.objects.filter(customer=question.customer_id)
    saved = tuple(
        SavedAddress(
            code=str(address.pk), address=address.postal_address, is_default=address.is_default
        )
        for address in addresses
    )
    return [AddressBook(addresses=saved, has_room=len(saved) < services.MAX_ADDRESSES)]


def save_ordered_address(*, event: AddressSaveRequested, **kwargs: object) -> None:
    """Save the address of an order; without an answer, try again later."""
    answers = order_address.ask(OrderAddress(order_id=event.order_id))
    if not answers:
        raise RetryAfter(timedelta(minutes=1), "The address of the order is not available.")
    services.save_ordered_address(customer_id=event.customer_id, address=answers[0])


def prune_link_requests(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the requests that were never confirmed."""
    services.prune_link_requests()


def prune_sessions(*, event: MinutePassed, **kwargs: object) -> None:
    """Delete the expired sessions."""
    call_command("clearsessions")


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
