"""Which orders a session may read: those placed in it, and those it opened by a link."""

from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "orders"
MOST_REMEMBERED = 50


def opened_orders(session: SessionBase) -> list[str]:
    """The ids of these orders, as text, the latest last."""
    return list(session.get(SESSION_KEY, []))


def remember_order(session: SessionBase, order_id: UUID) -> None:
    """Let this session read an order; the latest MOST_REMEMBERED are kept."""
    others = [opened for opened in opened_orders(session) if opened != str(order_id)]
    session[SESSION_KEY] = [*others, str(order_id)][-MOST_REMEMBERED:]
