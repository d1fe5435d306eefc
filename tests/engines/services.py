"""What the tests of the engines do, and what they look at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from events.api import DURABLE, unit_of_work
from events.models import Delivery
from tests.engines.receivers import OPTIONS
from tests.engines.signals import ParcelPosted, parcel_posted


@contextmanager
def hearing(*receivers: Callable[..., None]) -> Iterator[None]:
    """Let these receivers hear of parcels in this process."""
    for receiver in receivers:
        parcel_posted.connect(receiver, delivery=DURABLE, **OPTIONS[receiver])
    yield
    for receiver in receivers:
        parcel_posted.disconnect(receiver)


def post(*receivers: Callable[..., None]) -> str:
    """Send a parcel that only these receivers hear of; its name."""
    parcel = f"parcel-{uuid4()}"
    with hearing(*receivers), unit_of_work():
        parcel_posted.publish(ParcelPosted(parcel=parcel))
    return parcel


def deliveries(parcel: str) -> dict[str, tuple[str, int]]:
    """How each receiver's delivery stands: status and attempts."""
    rows = Delivery.objects.filter(event__payload__parcel=parcel)
    return {row.receiver.partition(".")[2]: (row.status, row.attempts) for row in rows}


def done(parcel: str) -> bool:
    """Whether every delivery of the parcel has been made."""
    return {status for status, _ in deliveries(parcel).values()} == {"done"}
