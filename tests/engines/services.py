"""Publish parcels and read their deliveries, for the tests of the engines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

from events.api import DURABLE, unit_of_work
from events.models import Delivery
from tests.engines.receivers import OPTIONS
from tests.engines.signals import ParcelPosted, parcel_posted


@contextmanager
def connected(*receivers: Callable[..., None]) -> Iterator[None]:
    """Connect receivers in this process."""
    for receiver in receivers:
        parcel_posted.connect(receiver, delivery=DURABLE, **OPTIONS[receiver])
    yield
    for receiver in receivers:
        parcel_posted.disconnect(receiver)


def post(*receivers: Callable[..., None]) -> str:
    """Publish a parcel to these receivers only; return its name."""
    parcel = f"parcel-{uuid4()}"
    with connected(*receivers), unit_of_work():
        parcel_posted.publish(ParcelPosted(parcel=parcel))
    return parcel


def deliveries(parcel: str) -> dict[str, tuple[str, int]]:
    """Return status and attempts of each receiver's delivery."""
    rows = Delivery.objects.filter(event__payload__parcel=parcel)
    return {row.receiver.partition(".")[2]: (row.status, row.attempts) for row in rows}


def done(parcel: str) -> bool:
    """Return whether every delivery of the parcel is done."""
    return {status for status, _ in deliveries(parcel).values()} == {"done"}
