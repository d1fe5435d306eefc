"""Change the e-mail address of an account."""

from uuid import UUID

from django.db import IntegrityError
from django.utils import timezone

from accounts.models import LinkPurpose, User
from accounts.services.links import (
    LinkExpired,
    request_link,
    waiting_request,
    withdraw_email_changes,
)
from accounts.services.sign_up import EmailTaken
from accounts.signals import EmailConfirmed, email_confirmed
from events.api import unit_of_work


def request_email_change(*, user_id: int, email: str) -> None:
    """Send a link to the new address. The account keeps its address until the link is used.

    Earlier links expire: a mistyped address can be a stranger's. Publish `link_requested`.
    """
    with unit_of_work():
        User.objects.select_for_update(no_key=True).get(pk=user_id)
        withdraw_email_changes(user_id=user_id)
        request_link(purpose=LinkPurpose.EMAIL_CHANGE, email=email, user_id=user_id)


def confirm_email_change(*, request_id: UUID) -> User:
    """Give an account its new address, and notify the previous one.

    Raise LinkExpired, or EmailTaken if another account has the address by now. Publish
    `email_confirmed` and `link_requested`.
    """
    request = waiting_request(request_id=request_id, purpose=LinkPurpose.EMAIL_CHANGE)
    try:
        with unit_of_work():
            accounts = User.objects.select_for_update().filter(is_active=True)
            user = accounts.filter(pk=request.user_id or 0).first()
            # The account is locked now. A link that was opened twice has lost its request.
            if user is None or not request.delete()[0]:
                raise LinkExpired
            withdraw_email_changes(user_id=user.pk)
            previous, user.email = user.email, request.email
            user.email_confirmed_at = timezone.now()
            user.save(update_fields=["email", "email_confirmed_at"])
            email_confirmed.publish(EmailConfirmed(customer_id=user.pk))
            request_link(purpose=LinkPurpose.EMAIL_CHANGED, email=previous, user_id=user.pk)
    except IntegrityError as error:
        raise EmailTaken from error
    return user
