"""Who may run a delivery now: claims, and the tokens that fence them off."""

import logging
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Now

from events.context import begun_by, correlated
from events.contract import DURABLE, LeaseLost
from events.models import OPEN, Delivery, Status
from events.registry import Subscription, registry
from events.tracebacks import LEASE_RAN_OUT

logger = logging.getLogger("events")

_HEARD_BY = " → "  # in no name of a signal or a receiver


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one delivery once, until the row's `due_at` by the database's clock."""

    delivery: Delivery
    subscription: Subscription
    token: UUID


def due() -> models.QuerySet[Delivery]:
    """Deliveries that may be taken now and whose receiver this process knows.

    Pending ones whose time has come, and running ones whose lease has run out.
    """
    # One list, however many signals there are: a condition for each costs more than all the rest.
    heard_by = Concat("signal", Value(_HEARD_BY), "receiver")
    return Delivery.objects.alias(heard_by=heard_by).filter(
        heard_by__in=_known_receivers(), kind=DURABLE, status__in=OPEN, due_at__lte=Now()
    )


def claim(delivery_id: int | None = None) -> Lease | None:
    """Take one delivery that is due (or the given one, if it is): commits by itself.

    The claim adds one to the attempts, so that a receiver which kills its process runs out
    of them like any other. One at a time: what else waits must not pay for such a death with
    an attempt of its own.

    PostgreSQL skips rows that another worker is claiming; SQLite has one writer, who looks
    again inside the transaction.
    """
    candidates = due() if delivery_id is None else due().filter(pk=delivery_id)
    while _may_find(candidates):
        with transaction.atomic():
            row = (
                candidates.select_for_update(skip_locked=True, of=("self",))
                .select_related("entry")
                .order_by("due_at")
                .first()
            )
            subscription = registry.find(row.signal, row.receiver) if row else None
            if row is None or subscription is None:
                return None  # nothing is due, or somebody else was faster
            lease = _lease(row, subscription)
        if lease is not None:
            return lease
    return None


def _may_find(candidates: models.QuerySet[Delivery]) -> bool:
    """On SQLite by a plain read: an idle worker must not take the only write lock."""
    return connection.features.has_select_for_update_skip_locked or candidates.exists()


def _lease(row: Delivery, subscription: Subscription) -> Lease | None:
    """Hand the locked row out, or end it where its attempts are used up."""
    changes: dict[str, Any] = {}
    if row.status == Status.RUNNING:
        row.failures = changes["failures"] = [*row.failures, _death_of(row)]
        changes["last_error"] = row.failures[-1]["error"]
        with correlated(row.entry.correlation_id), begun_by(row.entry.origin):
            logger.warning(
                "%s: a worker died or was late in attempt %s", row.receiver, row.attempts
            )
    rows = Delivery.objects.filter(pk=row.pk)
    if row.attempts >= subscription.attempts:
        rows.update(**changes, status=Status.FAILED, finished_at=Now(), lease_token=None)
        return None
    token = uuid4()
    rows.update(
        **changes,
        status=Status.RUNNING,
        attempts=F("attempts") + 1,
        lease_token=token,
        due_at=Now() + subscription.lease,
        started_at=Now(),
    )
    row.attempts += 1
    return Lease(row, subscription, token)


def end(lease: Lease, **changes: Any) -> None:
    """Write how a leased delivery ended; raises LeaseLost where another worker has it.

    For an atomic receiver it is part of its transaction, and what the receiver published is all
    that is written after it: the effect and the mark are committed together or not at all.
    """
    mine = Delivery.objects.filter(
        pk=lease.delivery.pk, lease_token=lease.token, status=Status.RUNNING
    )
    if not mine.update(**changes, lease_token=None):
        raise LeaseLost(f"{lease.subscription.receiver} was late: another worker has taken over.")


def _known_receivers() -> list[str]:
    return [
        f"{signal}{_HEARD_BY}{name}"
        for signal in registry.signals
        for subscription in registry.of(signal, DURABLE)
        for name in subscription.names
    ]


def _death_of(row: Delivery) -> dict[str, Any]:
    """The attempt before this one, of which nobody wrote the end."""
    return {
        "attempt": row.attempts,
        "started_at": row.started_at.isoformat() if row.started_at else None,
        "duration_ms": None,
        "outcome": "died",
        "error": LEASE_RAN_OUT,
    }
