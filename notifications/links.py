"""Addresses in e-mails: absolute, and where they let somebody do something, signed."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from notifications.models import Message


def site() -> str:
    """What stands before a path of the shop in an e-mail."""
    return settings.SITE_URL.rstrip("/")


def stop_link(message: Message) -> str:
    """The link by which the reader of a message wants to hear of no product any more.

    It names the message and not the address, which would end up in logs and histories.
    """
    return site() + reverse("notifications:stop", args=[_signer().sign(str(message.pk))])


def message_of(token: str) -> UUID | None:
    """The id of the message that a stop link was made for; None if it was not made by us."""
    try:
        return UUID(_signer().unsign(token))
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="notifications.stop")
