"""Receivers that run in the processes of an engine; what they do can be seen from outside."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import Group

from events.api import EventMetadata, unit_of_work
from tests.engines.signals import ParcelPosted, ParcelSorted, parcel_sorted

PATIENCE = 20  # seconds


def stamp(*, event: ParcelPosted, **kwargs: object) -> None:
    """Leave a mark that is there twice when it is made twice."""
    _mark(event.parcel)


def stumble_once(*, event: ParcelPosted, metadata: EventMetadata, **kwargs: object) -> None:
    """Leave a mark, and fail in the first attempt."""
    _mark(event.parcel)
    if metadata.attempt == 1:
        raise LookupError("the stamp is in the other drawer")


def wait_for_the_bell(*, event: ParcelPosted, metadata: EventMetadata, **kwargs: object) -> None:
    """Say who has the parcel; in the first attempt, wait until the test rings; leave a mark."""
    bell = Path(os.environ["BELL_TOWER"], event.parcel)
    bell.with_suffix(".arrived").write_text(str(os.getpid()))
    until = time.monotonic() + PATIENCE
    while metadata.attempt == 1 and not bell.exists() and time.monotonic() < until:
        time.sleep(0.02)
    _mark(event.parcel)


def die_of_it(*, event: ParcelPosted, **kwargs: object) -> None:
    """Kill the process."""
    os.kill(os.getpid(), signal.SIGKILL)


def sort_it(*, event: ParcelPosted, **kwargs: object) -> None:
    """Cause another event."""
    with unit_of_work():
        parcel_sorted.publish(ParcelSorted(parcel=event.parcel))


def stamp_the_sorted(*, event: ParcelSorted, **kwargs: object) -> None:
    """Leave a mark for what another receiver has announced."""
    _mark(event.parcel)


def marks(parcel: str) -> int:
    """How often the parcel was stamped."""
    return Group.objects.filter(name__startswith=f"{parcel} ").count()


def _mark(parcel: str) -> None:
    Group.objects.create(name=f"{parcel} {uuid4()}")


# How each wants to be served.
OPTIONS: dict[Callable[..., None], dict[str, Any]] = {
    stamp: {},
    stumble_once: {},
    wait_for_the_bell: {"atomic": False},
    die_of_it: {"attempts": 2},
    sort_it: {},
}
