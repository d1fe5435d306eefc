"""Add and remove faults."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from examples.lab.faults.active import refresh_cache
from examples.lab.faults.connections import subscriptions
from examples.lab.faults.expectations import expectation
from examples.lab.faults.strikes import delete_strike
from examples.lab.models import Fault, FaultKind

MAX_TIMES = 7

# The receiver that visitors may break: orders complete without it, and the points come later.
VISIT_SIGNAL = "orders.order_completed"
VISIT_RECEIVER = "loyalty.award_points"
VISIT_RESULT = "loyalty.points_awarded"
# A delivery that begins to fail with the fault still has attempts left when the fault ends.
VISIT_DURATION = timedelta(minutes=4)


class FaultNotApplicable(Exception):
    """The fault does not apply to the receiver, or the receiver is not connected."""


def add_fault(
    *,
    signal: str,
    receiver: str,
    kind: FaultKind,
    times: int = 1,
    duration: timedelta | None = None,
) -> Fault:
    """Add a fault to a receiver, and replace the one that it has.

    `times` (1 to 7) is for FAIL_FIRST. After `duration` the fault ends by itself. Raise
    FaultNotApplicable.
    """
    connected = {(s.signal, s.receiver): s for s in subscriptions()}
    subscription = connected.get((signal, receiver))
    if subscription is None:
        raise FaultNotApplicable(f"{receiver} is not connected to {signal}.")
    if expectation(kind, subscription) is None:
        raise FaultNotApplicable(
            f"“{kind.label}” does not apply to {receiver}: it is {subscription.mode}."
        )
    if not 1 <= times <= MAX_TIMES:
        raise FaultNotApplicable(f"A receiver can fail 1 to {MAX_TIMES} times.")
    with transaction.atomic():
        fault, _ = Fault.objects.update_or_create(
            signal=signal,
            receiver=receiver,
            defaults={
                "kind": kind,
                "times": times,
                "until": None if duration is None else timezone.now() + duration,
            },
        )
        transaction.on_commit(refresh_cache)
    delete_strike((signal, receiver))
    return fault


def remove_fault(*, signal: str, receiver: str) -> bool:
    """Remove the fault of a receiver; return False if there was none."""
    return _remove(Fault.objects.filter(signal=signal, receiver=receiver)) > 0


def remove_all_faults() -> int:
    """Remove all faults; return how many there were."""
    return _remove(Fault.objects.all())


def add_visit_fault() -> None:
    """Let the attempts to award points fail, for `VISIT_DURATION` at most.

    A fault that staff added to that receiver stays unchanged. Raise FaultNotApplicable.
    """
    faults = Fault.objects.filter(signal=VISIT_SIGNAL, receiver=VISIT_RECEIVER)
    if not faults.filter(until=None).exists():
        add_fault(
            signal=VISIT_SIGNAL,
            receiver=VISIT_RECEIVER,
            kind=FaultKind.RETRY_LATER,
            duration=VISIT_DURATION,
        )


def remove_visit_fault() -> bool:
    """Remove the fault that a visit added; return False if there is none."""
    faults = Fault.objects.filter(signal=VISIT_SIGNAL, receiver=VISIT_RECEIVER)
    return _remove(faults.filter(until__isnull=False)) > 0


def _remove(faults: QuerySet[Fault]) -> int:
    with transaction.atomic():
        count, _ = faults.delete()
        transaction.on_commit(refresh_cache)
    return count
