"""Who may read an order: what a session knows, and the links that are sent to guests."""

from datetime import timedelta
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.core.signing import BadSignature, TimestampSigner

SESSION_KEY = "orders"
MOST_REMEMBERED = 50
LINK_AGE = timedelta(days=90)

_signer = TimestampSigner(salt="orders.link")


def opened_orders(session: SessionBase) -> list[str]:
    """The ids, as text, of the orders placed in this session or opened in it by a link."""
    return list(session.get(SESSION_KEY, []))


def remember_order(session: SessionBase, order_id: UUID) -> None:
    """Let this session read an order; the latest MOST_REMEMBERED are kept."""
    others = [opened for opened in opened_orders(session) if opened != str(order_id)]
    session[SESSION_KEY] = [*others, str(order_id)][-MOST_REMEMBERED:]


def signed_order(order_id: UUID) -> str:
    """The part of a link that lets whoever has it read this order for LINK_AGE."""
    return _signer.sign(order_id.hex)


def order_of_link(signed: str) -> UUID | None:
    """The order that a link leads to; None if the link is too old or not one of ours."""
    try:
        return UUID(_signer.unsign(signed, max_age=LINK_AGE))
    except BadSignature:
        return None
