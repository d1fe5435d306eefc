"""What tests of any app need: deliveries without a worker beside them."""

from datetime import timedelta

from events.contract import DURABLE
from events.delivering import deliver
from events.leases import OPEN, due
from events.models import Delivery, Status


class ReceiverFailed(AssertionError):
    """A durable receiver failed in a test that did not ask for it."""


def deliver_all(*, failures: bool = False, limit: int = 1000) -> int:
    """Deliver everything durable that is due, until nothing is; the number of deliveries.

    Raises ReceiverFailed with the receiver's own traceback, unless `failures` are expected.
    """
    delivered = 0
    while due().exists():
        deliver()
        delivered += 1
        if delivered > limit:
            raise AssertionError(f"More than {limit} deliveries: do events cause each other?")
        failed = Delivery.objects.exclude(last_error="").exclude(status=Status.DONE).first()
        if failed is not None and not failures:
            raise ReceiverFailed(f"{failed.receiver} for {failed.signal}:\n{failed.last_error}")
    return delivered


def let_time_pass(wait: timedelta) -> None:
    """Bring every open delivery closer by `wait`, as if that much time had passed."""
    for row in Delivery.objects.filter(kind=DURABLE, status__in=OPEN):
        if row.due_at is not None:
            row.due_at -= wait
            row.save(update_fields=["due_at"])
