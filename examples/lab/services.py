"""What may be done in the lab: break a receiver, mend it, mend all."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from examples.lab.faults import notes
from examples.lab.faults.active import make_known
from examples.lab.faults.expectations import expectation
from examples.lab.faults.forgetting import subscriptions
from examples.lab.models import Fault, FaultKind

MOST_TIMES = 7

# What a visitor may break: harmless, since the order stands and its points come later.
VISITED_SIGNAL = "orders.order_completed"
VISITED_RECEIVER = "loyalty.award_points"
VISITED_EFFECT = "loyalty.points_awarded"
VISITED_TIMES = 2
VISIT_LASTS = timedelta(minutes=10)


class NotPossible(Exception):
    """The fault makes no sense for this receiver, or nobody knows the receiver."""


def break_receiver(
    *,
    signal: str,
    receiver: str,
    kind: FaultKind,
    times: int = 1,
    lasts: timedelta | None = None,
) -> Fault:
    """Switch a fault on, in place of another that the receiver may have.

    `times` (1 to 7) is for FAIL_FIRST; `lasts` lets it end by itself. Raises NotPossible.
    """
    known = {(s.signal, s.receiver): s for s in subscriptions()}
    subscription = known.get((signal, receiver))
    if subscription is None:
        raise NotPossible(f"{receiver} does not hear {signal}.")
    if expectation(kind, subscription) is None:
        raise NotPossible(f"{receiver} cannot {kind.label}: it is {subscription.mode}.")
    if not 1 <= times <= MOST_TIMES:
        raise NotPossible(f"It can fail 1 to {MOST_TIMES} times.")
    with transaction.atomic():
        fault, _ = Fault.objects.update_or_create(
            signal=signal,
            receiver=receiver,
            defaults={
                "kind": kind,
                "times": times,
                "until": None if lasts is None else timezone.now() + lasts,
            },
        )
        transaction.on_commit(make_known)
    notes.forget((signal, receiver))
    return fault


def mend_receiver(*, signal: str, receiver: str) -> bool:
    """Switch a receiver's fault off; False if it had none."""
    return _mend(Fault.objects.filter(signal=signal, receiver=receiver)) > 0


def mend_all() -> int:
    """Switch every fault off; how many there were."""
    return _mend(Fault.objects.all())


def break_for_visit() -> None:
    """Let the next attempts to award points fail, for ten minutes at most.

    Leaves alone what staff have done to that receiver. Raises NotPossible.
    """
    ours = Fault.objects.filter(signal=VISITED_SIGNAL, receiver=VISITED_RECEIVER)
    if not ours.filter(until=None).exists():
        break_receiver(
            signal=VISITED_SIGNAL,
            receiver=VISITED_RECEIVER,
            kind=FaultKind.FAIL_FIRST,
            times=VISITED_TIMES,
            lasts=VISIT_LASTS,
        )


def mend_for_visit() -> bool:
    """Take back what a visit has broken, and nothing else; False if that was nothing."""
    ours = Fault.objects.filter(signal=VISITED_SIGNAL, receiver=VISITED_RECEIVER)
    return _mend(ours.filter(until__isnull=False)) > 0


def _mend(faults: QuerySet[Fault]) -> int:
    with transaction.atomic():
        count, _ = faults.delete()
        transaction.on_commit(make_known)
    return count
