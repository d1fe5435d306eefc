"""The outbox and the journal: events, the deliveries of each, and what was refused."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from events.contract import Kind
from events.identifiers import uuid7


class StoredEvent(models.Model):
    """One published event, written in the transaction of its publisher.

    `published_by` is the receiver that was running, if one was; a service else. `operation`
    is shared by the events of one transaction. `origin` is what began it all: a request's id.
    `outcomes` lists the in-transaction receivers that ran, `after_commit` the names of those
    that were to run after the commit. `causation` is no foreign key: the row of an event
    that a receiver causes is written before that of its cause, and may outlive it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    signal = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    correlation_id = models.UUIDField(db_index=True)
    causation_id = models.UUIDField(null=True, blank=True)
    origin = models.CharField(max_length=64, blank=True, db_default="")
    published_by = models.CharField(max_length=100, blank=True)
    depth = models.PositiveSmallIntegerField(default=0)
    unit_of_work = models.UUIDField()
    unit_of_work_started_at = models.DateTimeField()
    outcomes = models.JSONField(default=list)
    after_commit = models.JSONField(default=list)
    dedupe_key = models.CharField(max_length=100, null=True, unique=True)  # noqa: DJ001  # unique, so absent has to be null

    class Meta:
        verbose_name_plural = "journal entries"
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["signal", "-id"], name="events_entry_by_signal")]

    def __str__(self) -> str:
        return f"{self.signal} at {self.occurred_at:%Y-%m-%d %H:%M:%S}"

    @property
    def app(self) -> str:
        return self.signal.partition(".")[0]


class Status(models.TextChoices):
    """Where a delivery stands; `lost` can only befall a receiver after the commit."""

    PENDING = "pending"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"


OPEN = [Status.PENDING, Status.RUNNING]


class Delivery(models.Model):
    """One receiver's copy of an event.

    `due_at` is when the delivery may be taken: at once if nothing is said (the database fills it
    in), the next attempt while it is pending, the end of the lease while a worker holds it; None,
    said, for one that nobody is to take. `failures` keeps the attempts that ended badly, and
    those that were done before a replay, as dicts of `attempt`, `started_at`, `duration_ms`,
    `outcome` and `error`; the latter with `statements`, too. `duration_ms`, `statements` and
    `left_out` (see events.running.Run) are those of the last attempt.
    """

    entry = models.ForeignKey(StoredEvent, models.CASCADE, related_name="deliveries")
    signal = models.CharField(max_length=100)
    receiver = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, db_default=Now())
    lease_token = models.UUIDField(null=True, blank=True)
    handed_out_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    duration_ms = models.FloatField(null=True, blank=True)
    statements = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.PositiveIntegerField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    failures = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["entry", "receiver"], name="events_one_delivery_per_receiver"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="events_delivery_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["pending", "running"]) | Q(due_at__isnull=False),
                name="events_open_delivery_has_a_time",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
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


class Refusal(models.Model):
    """An operation that was refused: what was attempted, and that nothing remained.

    By a receiver's veto; or by the service itself, and then `signal`, `receiver` and `payload`
    are empty.
    `payload` holds no personal data: it is masked before it is written, since the refused
    event itself does not exist. `duration_ms` is that of the whole operation.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    signal = models.CharField(max_length=100, blank=True)
    receiver = models.CharField(max_length=100, blank=True)
    refused_with = models.CharField(max_length=100)
    reason = models.TextField()
    payload = models.JSONField(default=dict)
    outcomes = models.JSONField(default=list)
    correlation_id = models.UUIDField(db_index=True)
    occurred_at = models.DateTimeField()
    duration_ms = models.FloatField()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        who, what = self.receiver or self.refused_with, self.signal or "the operation"
        return f"{who} refused {what}: {self.reason}"

    @property
    def app(self) -> str:
        return self.receiver.partition(".")[0]
