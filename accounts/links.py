"""Links in e-mails, and the requests that they name."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.models import LinkRequest, User

_SALT = "accounts.link"


def confirmation_link(request: LinkRequest) -> str:
    """Return the absolute address where a request is confirmed."""
    token = signing.dumps(request.pk.hex, salt=_SALT)
    return settings.SITE_URL + reverse(f"confirm_{request.purpose}", args=[token])


def request_id_of(token: str) -> UUID | None:
    """Return the id of the request that a link names, None for a forged link."""
    try:
        return UUID(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError):
        return None


def password_link(user: User) -> str:
    """Return the absolute address where this account sets a new password."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("password_reset_confirm", args=[uid, token])
