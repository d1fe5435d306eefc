"""Faults strike through the seam that the event package offers: `around_receiver`."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.db import connection, transaction

from events.api import IN_TRANSACTION, EventMetadata
from events.dispatch import around_receiver
from events.registry import Subscription
from examples.lab.faults import forgetting, notes
from examples.lab.faults.active import ActiveFault, active_faults
from examples.lab.models import FaultKind

SLEEP_SECONDS = 3.0

type Again = Callable[[], None]


class Sabotage(Exception):
    """The lab told a receiver to fail."""


def install() -> None:
    """Let every run of a receiver in this process pass through `strike`."""
    if strike not in around_receiver:
        around_receiver.append(strike)


@contextmanager
def strike(subscription: Subscription, event: object, metadata: EventMetadata) -> Iterator[None]:
    """Apply the fault of a receiver, if it has one, before or after the receiver runs."""
    faults = active_faults()
    forgetting.keep_up(faults)
    fault = faults.get((subscription.signal, subscription.receiver))
    if fault is None:
        yield
        return
    if subscription.mode is IN_TRANSACTION and fault.kind is not FaultKind.FORGOTTEN:
        notes.note((subscription.signal, subscription.receiver), metadata)
    _before(fault, metadata)
    yield
    _after(fault, metadata, lambda: subscription.function(event=event, metadata=metadata))


def die() -> NoReturn:
    """End this process at once: no exception, no `finally`, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _before(fault: ActiveFault, metadata: EventMetadata) -> None:
    match fault.kind:
        case FaultKind.RAISE:
            raise Sabotage("The lab told this receiver to raise.")
        case FaultKind.DATABASE:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM lab_missing_table")
        case FaultKind.SLEEP:
            time.sleep(SLEEP_SECONDS)
        case FaultKind.FAIL_FIRST if metadata.attempt <= fault.times:
            raise Sabotage(f"The lab fails {fault.times} attempts; this is {metadata.attempt}.")
        case FaultKind.KILL_AFTER_COMMIT:
            transaction.on_commit(die)  # at once if the commit has been


def _after(fault: ActiveFault, metadata: EventMetadata, again: Again) -> None:
    match fault.kind:
        case FaultKind.TWICE:
            again()
        case FaultKind.KILL_BEFORE_COMMIT:
            die()
        case FaultKind.KILL_BEFORE_MARK if metadata.attempt == 1:
            die()
