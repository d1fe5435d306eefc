"""Signed links to orders, for messages to customers, and links to carriers' pages."""

from datetime import timedelta
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

_VALID_FOR = timedelta(days=90)


class LinkInvalid(Exception):
    """The link was changed, or is older than 90 days."""


def link_to(order_id: UUID) -> str:
    """Return an absolute link that grants read access to the order for 90 days."""
    path = reverse("orders:order_link", kwargs={"signed": _signer().sign(order_id.hex)})
    return settings.SITE_URL + path


def order_id_of(signed: str) -> UUID:
    """Return the order id in the last part of a link; raise LinkInvalid."""
    try:
        return UUID(_signer().unsign(signed, max_age=_VALID_FOR))
    except signing.BadSignature as error:
        raise LinkInvalid from error


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="orders.order_link")


def tracking_link(carrier: str, tracking_number: str) -> str:
    """Return the address of the carrier's page about a parcel; empty if it is not known."""
    page: str = settings.TRACKING_PAGES.get(carrier, "")
    return page.replace("{number}", quote(tracking_number, safe="")) if tracking_number else ""
