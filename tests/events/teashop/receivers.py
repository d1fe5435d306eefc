"""Receivers of the tea shop. Durable ones must be importable, so they are defined here."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib.auth.models import Group

from events.api import EventMetadata, unit_of_work
from events.types import EventError
from tests.events.teashop.signals import TeaSold, tea_sold

# What `fail` raises, one after another; with nothing left it succeeds.
errors: list[BaseException] = []
# Called by `call_back` in the middle of its work.
callbacks: list[Callable[[EventMetadata], None]] = []
received: list[tuple[object, EventMetadata]] = []


def remember(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Keep the event and its metadata."""
    received.append((event, metadata))


def write_receipt(*, event: object, **kwargs: object) -> None:
    """Leave an effect that doubles if it is done twice."""
    Group.objects.create(name=f"Receipt {uuid4()}")


def write_label(*, event: object, **kwargs: object) -> None:
    """Leave an effect as a second receiver."""
    Group.objects.create(name=f"Label {uuid4()}")


def fail(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect, then raise the next error."""
    received.append((event, metadata))
    write_receipt(event=event)
    if errors:
        raise errors.pop(0)


def call_back(*, event: object, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave an effect and run the test's callback."""
    write_receipt(event=event)
    for callback in callbacks:
        callback(metadata)


def sell_again(*, event: TeaSold, **kwargs: object) -> None:
    """Publish the event that it receives, without end."""
    with unit_of_work():
        tea_sold.publish(TeaSold(sku=f"{event.sku}+"))


def misuse(*, event: object, **kwargs: object) -> None:
    """Raise an error of the kernel itself."""
    raise EventError("The kernel's message.")


def receipts() -> int:
    """Return how often the effect of `write_receipt` is in the database."""
    return Group.objects.filter(name__startswith="Receipt").count()


def sell(sku: str = "assam") -> None:
    """Write a row and publish an event about it."""
    with unit_of_work():
        Group.objects.create(name=f"Sale of {sku} {uuid4()}")
        tea_sold.publish(TeaSold(sku=sku))
