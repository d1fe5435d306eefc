"""Where faults strike: between the kernel and a receiver, at the kernel's own seam."""

import os
import signal
import time
from collections.abc import Callable
from functools import partial
from typing import NoReturn

from django.db import connection, transaction

from events import EventMetadata, running
from events.contract import IN_TRANSACTION
from events.registry import Subscription
from events.running import call as call_receiver
from examples.lab.faults import forgetting, notes
from examples.lab.faults.active import ActiveFault, active_faults
from examples.lab.models import FaultKind

SLEEP_SECONDS = 3.0

type Receive = Callable[[], None]


class Sabotage(Exception):
    """A receiver was told to fail, by the lab."""


def stand_in_between() -> None:
    """Let every run of a receiver in this process pass through here."""
    running.call = call


def call(
    subscription: Subscription, *, event: object, metadata: EventMetadata, **named: object
) -> None:
    """Run the receiver, or what its fault makes of it."""
    faults = active_faults()
    forgetting.keep_up(faults)
    receive = partial(call_receiver, subscription, event=event, metadata=metadata, **named)
    fault = faults.get((subscription.signal, subscription.receiver))
    if fault is None:
        receive()
    else:
        if subscription.kind is IN_TRANSACTION and fault.kind is not FaultKind.FORGOTTEN:
            notes.note((subscription.signal, subscription.receiver), metadata)
        _STRIKES[fault.kind](receive, fault, metadata)


def die() -> NoReturn:
    """End this process at once: no exception, no `finally`, no goodbye to the database."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def _raise(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    raise Sabotage("The lab has told this receiver to raise.")


def _break_in_the_database(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM lab_a_table_that_is_not_there")


def _sleep(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    time.sleep(SLEEP_SECONDS)
    receive()


def _fail_first(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    if metadata.attempt <= fault.times:
        raise Sabotage(
            f"The lab lets {fault.times} attempts fail; this is number {metadata.attempt}."
        )
    receive()


def _twice(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    receive()
    receive()


def _kill_before_commit(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    receive()
    die()


def _kill_after_commit(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    transaction.on_commit(die)  # at once, where the commit has been
    receive()


def _kill_before_mark(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    receive()
    if metadata.attempt == 1:
        die()


def _run(receive: Receive, fault: ActiveFault, metadata: EventMetadata) -> None:
    """Forgotten while it was on its way: this one is still delivered."""
    receive()


_STRIKES: dict[FaultKind, Callable[[Receive, ActiveFault, EventMetadata], None]] = {
    FaultKind.RAISE: _raise,
    FaultKind.DATABASE: _break_in_the_database,
    FaultKind.SLEEP: _sleep,
    FaultKind.FAIL_FIRST: _fail_first,
    FaultKind.TWICE: _twice,
    FaultKind.KILL_BEFORE_COMMIT: _kill_before_commit,
    FaultKind.KILL_AFTER_COMMIT: _kill_after_commit,
    FaultKind.KILL_BEFORE_MARK: _kill_before_mark,
    FaultKind.FORGOTTEN: _run,
}
