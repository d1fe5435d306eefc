"""Claim deliveries: each claim is a lease with a fencing token."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat, Now
from django.utils import timezone

from events.conf import conf
from events.context import bind
from events.models import Delivery, Status
from events.registry import Subscription, registry
from events.types import LeaseLost

logger = logging.getLogger("events")

LEASE_EXPIRED = "The lease expired: the worker died or was too slow."


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to run one delivery once, until its `due_at` by the database's clock."""

    delivery: Delivery
    subscription: Subscription
    token: UUID


def claimable(queue: str | None = None) -> QuerySet[Delivery]:
    """Return the due deliveries whose receivers this process knows, most urgent first.

    A delivery with an unknown receiver waits and uses no attempt.
    """
    connected = tuple(f"{s.signal} {name}" for s in registry.durable() for name in s.names)
    return _claimable(queue, connected).all()


@lru_cache
def _claimable(queue: str | None, connected: tuple[str, ...]) -> QuerySet[Delivery]:
    """Build the query once: that costs a fifth of a claim, and workers claim all the time."""
    # One IN list of pairs: an OR condition for each pair costs more to build than to run.
    rows = Delivery.objects.due().alias(pair=Concat("signal", Value(" "), "receiver"))
    rows = rows.filter(pair__in=connected).order_by("-urgent", "due_at")
    return rows if queue is None else rows.filter(queue=queue)


def claim(queue: str | None = None, *, delivery_id: int | None = None) -> list[Lease]:
    """Claim due deliveries and commit: a batch of first attempts, or one retry.

    The claim counts the attempt, so that a receiver that kills its process runs out of attempts.
    A retry is claimed alone, so that such a receiver costs its neighbours at most one attempt.
    A receiver without a transaction is claimed alone, because its effect could not be rolled
    back if the lease expired while it waited for the batch.

    PostgreSQL skips rows that another worker is claiming. SQLite has one writer, so an idle
    worker reads before it takes the write lock.
    """
    rows = claimable(queue)
    if delivery_id is not None:
        rows = rows.filter(pk=delivery_id)
    if connection.vendor == "sqlite" and not rows.exists():
        return []
    with transaction.atomic():
        # In a queue without atomic receivers, such as `mail`, a batch would lock rows for nothing.
        batch = queue is None or any(s.atomic for s in registry.durable() if s.queue == queue)
        locked = rows.select_related("event").select_for_update(skip_locked=True, of=("self",))
        found = [
            (row, subscription)
            for row in locked[: conf.batch_size if batch else 1]
            if (subscription := registry.find(row.signal, row.receiver)) is not None
        ]
        if not found:
            return []
        first, subscription = found[0]
        if first.attempts or not subscription.atomic:
            return _claim_one(first, subscription)
        return _lease([(row, s) for row, s in found if not row.attempts and s.atomic])


def _claim_one(row: Delivery, subscription: Subscription) -> list[Lease]:
    """Claim a retry; record the attempt of a worker that died before it reported a result."""
    changes: dict[str, Any] = {}
    if row.status == Status.RUNNING:
        row.failures.append(row.attempt_record("died", LEASE_EXPIRED))
        changes = {"failures": row.failures, "last_error": LEASE_EXPIRED}
        with bind(correlation_id=row.event.correlation_id, request_id=row.event.request_id):
            logger.warning("%s: the lease of attempt %s expired", row.receiver, row.attempts)
    if row.attempts >= subscription.attempts:
        Delivery.objects.filter(pk=row.pk).update(
            **changes, status=Status.FAILED, finished_at=Now(), fencing_token=None
        )
        return []
    return _lease([(row, subscription)], **changes)


def _lease(found: list[tuple[Delivery, Subscription]], **changes: Any) -> list[Lease]:
    token = uuid4()
    Delivery.objects.filter(pk__in=[row.pk for row, _ in found]).update(
        **changes,
        status=Status.RUNNING,
        urgent=True,  # if the lease expires, the delivery is claimed before others
        attempts=F("attempts") + 1,
        fencing_token=token,
        due_at=Now() + max(subscription.lease for _, subscription in found),
        started_at=Now(),
    )
    for row, _ in found:
        row.attempts += 1
        row.started_at = timezone.now()
    return [Lease(row, subscription, token) for row, subscription in found]


def finish(lease: Lease, **changes: Any) -> None:
    """Record how a claimed delivery ended. Raise LeaseLost if another worker has claimed it.

    For an atomic receiver this UPDATE belongs to its transaction: the effect and the completion
    mark are committed together or not at all.
    """
    row = Delivery.objects.filter(pk=lease.delivery.pk, fencing_token=lease.token)
    if not row.update(**changes, fencing_token=None, urgent=lease.delivery.urgent):
        raise LeaseLost(f"{lease.subscription.receiver} lost its lease to another worker.")
