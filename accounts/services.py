"""Writing accounts, and to their owners."""

import logging

from django.core.mail import InvalidMailer, mailers
from django.core.mail.backends.smtp import EmailBackend as MailServer
from django.db import IntegrityError, transaction

from accounts.models import User

logger = logging.getLogger("accounts")

# For a mail server to answer, while a visitor waits for the page.
PATIENCE_SECONDS = 5.0


class EmailTaken(Exception):
    """There is an account with this e-mail address already."""


def sign_up(*, email: str, password: str) -> User:
    """A new account; its e-mail address, in lower case, is what its owner logs in with.

    Raises EmailTaken, also when somebody else was quicker by a moment. The password must
    have been validated.
    """
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password)
    except IntegrityError as error:
        raise EmailTaken from error


class MailAway(Exception):
    """No mail can be sent at the moment."""


def reach_mail_server() -> None:
    """Raises MailAway, within seconds, where nobody would take a mail."""
    try:
        mailer = mailers.default  # a folder is looked at when it is named
        if isinstance(mailer, MailServer):
            mailer.timeout = PATIENCE_SECONDS
            mailer.open()
            mailer.close()
    except (OSError, InvalidMailer) as error:
        logger.warning("A visitor was sent no mail: the mail server cannot be reached (%s)", error)
        raise MailAway from error
