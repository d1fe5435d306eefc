"""The dashboard's own tables: what each event moved, and the sums of each day."""

from decimal import Decimal
from typing import ClassVar

from django.db import models


class Day(models.Model):
    """What was taken and paid back on one day, in whole cents.

    Cents, since SQLite adds decimals as binary fractions and `F() + amount` would drift.
    """

    date = models.DateField(primary_key=True)
    orders = models.PositiveIntegerField(default=0)
    taken_cents = models.PositiveBigIntegerField(default=0)
    paid_back_cents = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-date"]

    def __str__(self) -> str:
        return f"{self.date}: {self.taken} taken, {self.paid_back} paid back"

    @property
    def taken(self) -> Decimal:
        return Decimal(self.taken_cents) / 100

    @property
    def paid_back(self) -> Decimal:
        return Decimal(self.paid_back_cents) / 100

    @property
    def kept(self) -> Decimal:
        return self.taken - self.paid_back


class Kind(models.TextChoices):
    """Why money moved."""

    SALE = "sale", "paid"
    CANCELLATION = "cancellation", "paid back, cancelled"
    REFUND = "refund", "paid back"


class Booking(models.Model):
    """What one event moved. Its key is the event's id, so that a repeat finds it here."""

    event_id = models.UUIDField(primary_key=True)
    order_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    cents = models.PositiveBigIntegerField()
    day = models.ForeignKey(Day, models.PROTECT, related_name="bookings")
    occurred_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["occurred_at"]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_kind_display()}"

    @property
    def amount(self) -> Decimal:
        return Decimal(self.cents) / 100
