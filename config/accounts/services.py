"""Writing accounts."""

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction


class EmailTaken(Exception):
    """There is an account with this e-mail address already."""


def sign_up(*, email: str, password: str) -> User:
    """A new account; its e-mail address, in lower case, is what its owner logs in with.

    Raises EmailTaken, also when somebody else was quicker by a moment. The password must
    have been validated.
    """
    email = email.lower()
    try:
        with transaction.atomic():
            return User.objects.create_user(username=email, email=email, password=password)
    except IntegrityError as error:
        raise EmailTaken from error
