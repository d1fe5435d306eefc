"""The tables of the dashboard: an entry for each event, and the sums of each day."""

from decimal import Decimal
from typing import ClassVar

from django.db import models


class Day(models.Model):
    """The revenue and the refunds of a day, in cents.

    SQLite adds decimals as floating-point numbers, so that `F() + amount` would be inexact.
    """

    date = models.DateField(primary_key=True)
    orders = models.PositiveIntegerField(default=0)
    revenue_cents = models.PositiveBigIntegerField(default=0)
    refunded_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.revenue} revenue, {self.refunded} refunded"

    @property
    def revenue(self) -> Decimal:
        return Decimal(self.revenue_cents) / 100

    @property
    def refunded(self) -> Decimal:
        return Decimal(self.refunded_cents) / 100

    @property
    def net(self) -> Decimal:
        return self.revenue - self.refunded


class EntryType(models.TextChoices):
    """The reason for an entry."""

    SALE = "sale", "paid"
    CANCELLATION = "cancellation", "refunded after a cancellation"
    REFUND = "refund", "refunded"


class Entry(models.Model):
    """The amount of an event. The key is the event's id: a repeated delivery adds nothing."""

    event_id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    type = models.CharField(max_length=12, choices=EntryType.choices)
    cents = models.PositiveBigIntegerField()
    day = models.ForeignKey(Day, models.PROTECT, related_name="entries")
    occurred_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["occurred_at"]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_type_display()}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.cents) / 100
