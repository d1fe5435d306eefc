"""The tables of the outbox: stored events, their deliveries, and refusals."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from uuid_utils.compat import uuid7

from events.types import DeliveryMode, EventMetadata


def lowest_id(moment: datetime) -> UUID:
    """Return the smallest UUIDv7 of a moment: the primary key is an index on time."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=max(milliseconds, 0) << 80)


class StoredEvent(models.Model):
    """One published event, stored in the transaction of its publisher.

    `receiver_runs` lists the in-transaction receivers that ran, `after_commit` the names of those
    that were due after the commit. `unit_of_work` is shared by the events of one transaction.
    `causation_id` is not a foreign key: the cause is stored after the events that its
    in-transaction receivers publish, and is pruned separately. `published_by` is the name of the
    receiver that published the event, or empty for a service.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    signal = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    correlation_id = models.UUIDField(db_index=True)
    causation_id = models.UUIDField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    actor = models.CharField(max_length=64, blank=True)
    published_by = models.CharField(max_length=100, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    unit_of_work = models.UUIDField()
    unit_of_work_started_at = models.DateTimeField()
    receiver_runs = models.JSONField(default=list, blank=True)
    after_commit = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["signal", "-id"], name="events_stored_by_signal")]

    def __str__(self) -> str:
        return f"{self.signal} at {self.occurred_at:%Y-%m-%d %H:%M:%S}"

    def metadata(self, *, attempt: int = 1) -> EventMetadata:
        """Return the metadata that receivers get with this event."""
        return EventMetadata(
            event_id=self.id,
            signal=self.signal,
            occurred_at=self.occurred_at,
            correlation_id=self.correlation_id,
            causation_id=self.causation_id,
            request_id=self.request_id,
            actor=self.actor,
            attempt=attempt,
        )


class Status(models.TextChoices):
    """The state of a delivery. Only an AFTER_COMMIT receiver can be lost."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


OPEN = (Status.PENDING, Status.RUNNING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Named filters of deliveries."""

    def durable(self) -> Self:
        return self.filter(mode=DeliveryMode.DURABLE)

    def open(self) -> Self:
        """Durable deliveries that are not finished."""
        return self.durable().filter(status__in=OPEN)

    def due(self) -> Self:
        """Open deliveries whose time has come, or whose lease has expired."""
        return self.open().filter(due_at__lte=Now())

    def failed(self) -> Self:
        """Durable deliveries that used up their attempts."""
        return self.durable().filter(status=Status.FAILED)


class Delivery(models.Model):
    """One receiver's copy of a stored event: the outbox row.

    While the delivery is pending, `due_at` is the time of the next attempt; while it is running,
    the end of the lease, and only then it has a `fencing_token`. `urgent` deliveries (clock ticks
    and expired leases) are claimed first.
    `failures` lists earlier attempts as dicts of `attempt`, `started_at`, `duration_ms`,
    `outcome` and `error`. `duration_ms` (milliseconds) and `statements` describe the last one.
    """

    event = models.ForeignKey(StoredEvent, models.CASCADE, related_name="deliveries")
    signal = models.CharField(max_length=100)
    receiver = models.CharField(max_length=100)
    mode = models.CharField(max_length=20, choices=[(m.value, m.value) for m in DeliveryMode])
    queue = models.CharField(max_length=50, default="default")
    urgent = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    fencing_token = models.UUIDField(null=True, blank=True)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.FloatField(null=True, blank=True)
    statements = models.PositiveIntegerField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.JSONField(default=list, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "receiver"], name="events_one_delivery_per_receiver"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="events_delivery_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["pending", "running"]) | Q(due_at__isnull=False),
                name="events_open_delivery_is_due",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("queue"),
                F("urgent").desc(),
                F("due_at"),
                condition=Q(status__in=["pending", "running"]),
                name="events_open_deliveries",
            ),
            models.Index(
                fields=["signal", "receiver"],
                condition=Q(status="failed"),
                name="events_failed_deliveries",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.receiver} for {self.signal}: {self.status}"

    def attempt_record(
        self, outcome: str, error: str = "", *, duration_ms: float | None = None
    ) -> dict[str, Any]:
        """Return the current attempt as an item of `failures`."""
        return {
            "attempt": self.attempts,
            "started_at": self.started_at.isoformat() if self.started_at else None,
            "duration_ms": None if duration_ms is None else round(duration_ms, 3),
            "outcome": outcome,
            "error": error,
        }


class Refusal(models.Model):
    """A unit of work that was refused and rolled back.

    `signal`, `receiver` and the masked `payload` describe the event that a receiver refused; they
    are empty if the service itself refused. `duration_ms` is that of the whole unit of work.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    signal = models.CharField(max_length=100, blank=True)
    receiver = models.CharField(max_length=100, blank=True)
    refused_with = models.CharField(max_length=100)
    reason = models.TextField()
    payload = models.JSONField(default=dict, blank=True)
    receiver_runs = models.JSONField(default=list, blank=True)
    correlation_id = models.UUIDField(db_index=True)
    occurred_at = models.DateTimeField()
    duration_ms = models.FloatField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        receiver, signal = self.receiver or self.refused_with, self.signal or "the unit of work"
        return f"{receiver} refused {signal}: {self.reason}"


class ClockState(models.Model):
    """The last minute that the clock published: one row, shared by all workers."""

    last_minute = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.last_minute:%Y-%m-%d %H:%M}"
