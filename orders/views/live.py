"""The parts of an order's page that ask for themselves again, and hear cheaply of no news.

A part asks with a stamp of what it shows. Only this shop can make one, and only who saw the part
has it: so a stamp that is still true is answered with 204, without a look at session or account.
"""

from uuid import UUID

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare, salted_hmac

from events.explorer.progress import Progress, progress
from orders import selectors
from orders.models import Status

WHOLE, PANELS = "main", "order-panels"  # the parts, by their ids in the page
_OVER = frozenset({Status.DELIVERED, Status.CANCELLED, Status.REFUNDED})


def stamp_of_whole(order_id: UUID, status: str) -> str:
    """What the page showed of the order itself."""
    return _stamp(WHOLE, order_id, status)


def stamp_of_panels(order_id: UUID, known: Progress) -> str:
    """What the other apps could have known when they were asked for their panels."""
    return _stamp(PANELS, order_id, known.stamp)


def pace_of_whole(status: str) -> str:
    """How often the page asks whether the order has gone on; empty where it will not."""
    if status in _OVER:
        return ""
    return "3s" if status == Status.PENDING else "20s"


def pace_of_panels(status: str, known: Progress) -> str:
    """How often the panels ask; also later, since staff may try again what was given up."""
    if not known.settled:
        return "2s"
    return "" if status in _OVER else "20s"


def part_wanted(request: HttpRequest) -> str:
    """Which part asks for itself; empty where a visitor asks for the page."""
    part = request.headers.get("HX-Target", "")
    return part if part in (WHOLE, PANELS) else ""


def nothing_new(request: HttpRequest, order_id: UUID) -> bool:
    """Whether the part that asks shows how things stand; one statement."""
    part, seen = part_wanted(request), request.GET.get("seen", "")
    if not part or not seen:
        return False
    if part == WHOLE:
        current = stamp_of_whole(order_id, selectors.status_of(order_id=order_id))
    else:
        current = stamp_of_panels(order_id, progress(order_id))
    return constant_time_compare(seen, current)


def _stamp(part: str, order_id: UUID, state: str) -> str:
    signed = salted_hmac(f"orders.live.{part}", f"{order_id}:{state}", algorithm="sha256")
    return signed.hexdigest()[:20]
