"""Receivers that run in the processes of an engine, with effects that the tests can see."""

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


def label(*, event: ParcelPosted, **kwargs: object) -> None:
    """Write a label; a second run writes a second one."""
    _label(event.parcel)


def fail_once(*, event: ParcelPosted, metadata: EventMetadata, **kwargs: object) -> None:
    """Write a label, and fail in the first attempt."""
    _label(event.parcel)
    if metadata.attempt == 1:
        raise LookupError("the label is in the other drawer")


def wait_for_release(*, event: ParcelPosted, metadata: EventMetadata, **kwargs: object) -> None:
    """Report the process; in the first attempt, wait for the test; write a label."""
    release = Path(os.environ["SIGNALS_DIR"], event.parcel)
    release.with_suffix(".arrived").write_text(str(os.getpid()))
    until = time.monotonic() + PATIENCE
    while metadata.attempt == 1 and not release.exists() and time.monotonic() < until:
        time.sleep(0.02)
    _label(event.parcel)


def kill_process(*, event: ParcelPosted, **kwargs: object) -> None:
    """Kill the process."""
    os.kill(os.getpid(), signal.SIGKILL)


def sort_parcel(*, event: ParcelPosted, **kwargs: object) -> None:
    """Cause another event."""
    with unit_of_work():
        parcel_sorted.publish(ParcelSorted(parcel=event.parcel))


def label_sorted(*, event: ParcelSorted, **kwargs: object) -> None:
    """Write a label for an event that another receiver published."""
    _label(event.parcel)


def labels(parcel: str) -> int:
    """Return the number of labels of a parcel."""
    return Group.objects.filter(name__startswith=f"{parcel} ").count()


def _label(parcel: str) -> None:
    Group.objects.create(name=f"{parcel} {uuid4()}")


# The options of each receiver.
OPTIONS: dict[Callable[..., None], dict[str, Any]] = {
    label: {},
    fail_once: {},
    wait_for_release: {"atomic": False},
    kill_process: {"attempts": 2},
    sort_parcel: {},
}
