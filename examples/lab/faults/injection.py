"""Inject faults through the seam that the event package offers: `around_receiver`."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NoReturn

from django.db import connection, transaction

from events.api import IN_TRANSACTION, EventMetadata, PermanentFailure, RetryAfter
from events.dispatch import around_receiver
from events.registry import Subscription
from examples.lab.faults import strikes
from examples.lab.faults.active import ActiveFault, active_faults
from examples.lab.faults.connections import update_connections
from examples.lab.models import FaultKind

SLEEP_SECONDS = 3.0
RETRY_LATER_DELAY = timedelta(seconds=10)  # grows with each attempt

type Again = Callable[[], None]


class InjectedFault(Exception):
    """The lab lets a receiver fail."""


def install() -> None:
    """Wrap every run of a receiver in this process."""
    if inject_fault not in around_receiver:
        around_receiver.append(inject_fault)


@contextmanager
def inject_fault(
    subscription: Subscription, event: object, metadata: EventMetadata
) -> Iterator[None]:
    """Apply the fault of a receiver, if there is one, before or after the receiver runs."""
    faults = active_faults()
    update_connections(faults)
    fault = faults.get((subscription.signal, subscription.receiver))
    if fault is None:
        yield
        return
    if subscription.mode is IN_TRANSACTION and fault.kind is not FaultKind.DISCONNECTED:
        strikes.record_strike((subscription.signal, subscription.receiver), metadata)
    _before(fault, metadata)
    yield
    _after(fault, metadata, lambda: subscription.function(event=event, metadata=metadata))


def kill_process() -> NoReturn:
    """Kill this process at once: without exception, `finally` or end of the transaction."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("The process was not killed.")


def _before(fault: ActiveFault, metadata: EventMetadata) -> None:
    match fault.kind:
        case FaultKind.RAISE:
            raise InjectedFault("The lab lets this receiver fail.")
        case FaultKind.DATABASE:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM lab_missing_table")
        case FaultKind.SLEEP:
            time.sleep(SLEEP_SECONDS)
        case FaultKind.FAIL_FIRST if metadata.attempt <= fault.times:
            raise InjectedFault(
                f"The lab lets {fault.times} attempts fail; this is {metadata.attempt}."
            )
        case FaultKind.RETRY_LATER:
            raise RetryAfter(RETRY_LATER_DELAY * metadata.attempt, "The lab asks for a retry.")
        case FaultKind.GIVE_UP:
            raise PermanentFailure("The lab lets this receiver give up.")
        case FaultKind.KILL_AFTER_COMMIT:
            transaction.on_commit(kill_process)  # at once without an open transaction


def _after(fault: ActiveFault, metadata: EventMetadata, again: Again) -> None:
    match fault.kind:
        case FaultKind.TWICE:
            again()
        case FaultKind.KILL_BEFORE_COMMIT:
            kill_process()
        case FaultKind.KILL_BEFORE_MARK if metadata.attempt == 1:
            kill_process()
