"""Set and reset passwords."""

from axes.utils import reset
from django.db import transaction
from django.utils import timezone

from accounts.hashing import hashing_slot
from accounts.lockout import hash_of
from accounts.models import LinkPurpose, User
from accounts.services.links import request_link, withdraw_email_changes
from accounts.signals import EmailConfirmed, email_confirmed
from events.api import unit_of_work
from storefront import limits


def request_password_reset(*, email: str) -> None:
    """Send a link to set a new password, if the address has an account.

    Publish `link_requested`.
    """
    request_link(purpose=LinkPurpose.PASSWORD_RESET, email=email)


def change_password(*, user: User, password: str) -> None:
    """Set a new password, which has been validated.

    Other sessions of the account end, and links to a new address expire: a visitor with the
    previous password may have requested them.
    """
    with hashing_slot():
        user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        withdraw_email_changes(user_id=user.pk)


def reset_password(*, user: User, password: str) -> None:
    """Set a new password by a link that was sent to the address, which confirms the address.

    Failed logins are deleted, so that the customer can log in at once, even if an attacker has
    used up the attempts. Publish `email_confirmed`, if the address was not confirmed before.
    """
    with unit_of_work():
        change_password(user=user, password=password)
        reset(username=hash_of(user.email))
        limits.reset("log_in", account=user.email)
        if user.email_confirmed_at is None:
            user.email_confirmed_at = timezone.now()
            user.save(update_fields=["email_confirmed_at"])
            email_confirmed.publish(EmailConfirmed(customer_id=user.pk))
