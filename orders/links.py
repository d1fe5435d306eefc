"""Signed links to orders, for letters to customers."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_VALID_FOR = timedelta(days=90)


class LinkInvalid(Exception):
    """The link was not made by us, or more than 90 days ago."""


def link_to(order_id: UUID) -> str:
    """An absolute link that lets whoever has it see the order for 90 days."""
    path = reverse("orders:order_link", kwargs={"signed": _signer().sign(order_id.hex)})
    return settings.SITE_URL.rstrip("/") + path


def order_id_of(signed: str) -> UUID:
    """The order that a link's last part leads to; raises LinkInvalid."""
    try:
        return UUID(_signer().unsign(signed, max_age=_VALID_FOR))
    except signing.BadSignature as error:
        raise LinkInvalid from error


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="orders.order_link")
