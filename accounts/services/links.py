"""E-mails with links: requested in the web process, sent by a worker."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accounts import mail
from accounts.models import LinkPurpose, LinkRequest
from accounts.signals import LinkRequested, link_requested
from events.api import unit_of_work


class LinkExpired(Exception):
    """The link was used already, or is too old."""


def request_link(
    *,
    purpose: LinkPurpose,
    email: str,
    user_id: int | None = None,
    password: str = "",
    next_page: str = "",
) -> LinkRequest:
    """Record that a link was requested.

    The work does not depend on whether the address has an account. Publish `link_requested`.
    """
    with unit_of_work():
        request = LinkRequest.objects.create(
            purpose=purpose, email=email, user_id=user_id, password=password, next=next_page
        )
        link_requested.publish(LinkRequested(request_id=request.id))
    return request


def send_link(*, request_id: UUID) -> None:
    """Send the e-mail of a request, outside a transaction.

    Delete the request, unless it waits for a confirmation. If the process dies before that,
    the e-mail is sent again.
    """
    request = LinkRequest.objects.filter(pk=request_id).first()
    if request is None:
        return
    message = mail.message_for(request)
    if message is not None:
        message.email.send()
    if message is None or not message.waits:
        request.delete()


def waiting_request(*, request_id: UUID, purpose: LinkPurpose) -> LinkRequest:
    """Return a request that waits for its confirmation; raise LinkExpired if there is none."""
    oldest = timezone.now() - timedelta(seconds=settings.CONFIRMATION_TIMEOUT)
    waiting = LinkRequest.objects.filter(requested_at__gt=oldest, purpose=purpose)
    request = waiting.filter(pk=request_id).first()
    if request is None:
        raise LinkExpired
    return request


def withdraw_email_changes(*, user_id: int) -> None:
    """Let the links of an account to a new address expire. Lock the account before.

    The owner of such an address could take over the account later.
    """
    LinkRequest.objects.filter(user=user_id, purpose=LinkPurpose.EMAIL_CHANGE).delete()


def prune_link_requests() -> int:
    """Delete the requests that were never confirmed; return their number."""
    oldest = timezone.now() - timedelta(seconds=settings.CONFIRMATION_TIMEOUT)
    return LinkRequest.objects.filter(requested_at__lte=oldest).delete()[0]
