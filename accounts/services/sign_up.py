"""Sign up: the account is created once its address is confirmed."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError
from django.utils import timezone

from accounts.hashing import hashing_slot
from accounts.models import LinkPurpose, LinkRequest, User
from accounts.services.links import request_link, waiting_request
from accounts.signals import EmailConfirmed, email_confirmed
from events.api import unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedSignUp:
    """A new account, and the page that its customer came from."""

    user: User
    next_page: str


class EmailTaken(Exception):
    """There is an account with this address already."""


class WrongPassword(Exception):
    """The password is not the one that was chosen with the sign-up."""


def request_sign_up(*, email: str, password: str, next_page: str = "") -> None:
    """Send a link to the address: to confirm the sign-up, or to log in if it has an account.

    The password must have been validated. Publish `link_requested`.
    """
    with hashing_slot():
        hashed = make_password(password)
    request_link(
        purpose=LinkPurpose.SIGN_UP, email=email, password=hashed, next_page=next_page[:300]
    )


def confirm_sign_up(*, request_id: UUID, password: str) -> ConfirmedSignUp:
    """Create the account of a sign-up whose address is confirmed.

    The password is asked again, so that an address cannot be confirmed for a visitor who
    does not own it. Raise LinkExpired, WrongPassword or EmailTaken. Publish
    `email_confirmed`.
    """
    request = waiting_request(request_id=request_id, purpose=LinkPurpose.SIGN_UP)
    with hashing_slot():
        right = check_password(password, request.password)
    if not right:
        raise WrongPassword
    try:
        with unit_of_work():
            user = User(email=request.email, password=request.password)
            user.email_confirmed_at = timezone.now()
            user.save()
            LinkRequest.objects.filter(email=request.email, purpose=LinkPurpose.SIGN_UP).delete()
            email_confirmed.publish(EmailConfirmed(customer_id=user.pk))
    except IntegrityError as error:
        raise EmailTaken from error
    return ConfirmedSignUp(user=user, next_page=request.next)
