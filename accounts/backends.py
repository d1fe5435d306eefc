"""Log in by e-mail address and password."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.hashing import hashing_slot
from accounts.models import User
from storefront.email_addresses import normalise_email
from storefront.limits import enforce


class EmailBackend(ModelBackend):
    """Django's backend, with rate limits that are checked before the password is hashed."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Return the account if the password is right; raise RateLimited above a limit."""
        if username is None or password is None:
            return None
        if request is not None:
            enforce("log_in", request=request, account=normalise_email(username))
        with hashing_slot():
            user = super().authenticate(request, username=username, password=password)
        return user if isinstance(user, User) else None
