"""What tests of any app need: deliveries without a worker beside them."""

from datetime import timedelta

from django.db.models import F

from events.contract import DURABLE
from events.delivering import deliver
from events.leases import due
from events.models import OPEN, Delivery, Status


class ReceiverFailed(AssertionError):
    """A durable receiver failed in a test that did not ask for it."""


def deliver_all(*, failures: bool = False, limit: int = 1000) -> int:
    """Deliver everything durable that is due, until nothing is; the number of deliveries.

    Raises ReceiverFailed with the receiver's own traceback, unless `failures` are expected.
    """
    delivered = 0
    while (row := due().order_by("due_at").first()) is not None:
        if delivered == limit:
            raise AssertionError(f"More than {limit} deliveries: do events cause each other?")
        deliver(row.pk)
        delivered += 1
        row.refresh_from_db()
        if row.status != Status.DONE and not failures:
            raise ReceiverFailed(f"{row.receiver} for {row.signal}:\n{row.last_error}")
    return delivered


def let_time_pass(wait: timedelta) -> None:
    """Bring every open delivery closer by `wait`, as if that much time had passed."""
    waiting = Delivery.objects.filter(kind=DURABLE, status__in=OPEN)
    waiting.update(due_at=F("due_at") - wait, handed_out_at=F("handed_out_at") - wait)
