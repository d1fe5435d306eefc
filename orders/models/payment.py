"""Money that goes back, and the books of the test gateway."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from events.identifiers import uuid7
from orders.models.order import Order


class Refund(models.Model):
    """Money that is owed to a customer: pending until the gateway has paid it back.

    `key` is what the gateway knows the refund by, so that asking twice pays once: the
    refund's own id, or "<order id>:late" for a payment that came after the order was
    cancelled. `lines` lists what it is for, as dicts of `sku`, `name`, `quantity`, `amount`
    and `resaleable`; empty where the whole order was cancelled.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "on its way"
        PAID = "paid", "paid back"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    key = models.CharField(max_length=64, unique=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    lines = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="orders_refund_not_negative"),
            models.CheckConstraint(
                condition=Q(status="pending", paid_at=None)
                | Q(status="paid", paid_at__isnull=False),
                name="orders_refund_paid_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} back"


class Charge(models.Model):
    """The test gateway's own record of a payment; a real gateway keeps it elsewhere.

    A voided charge without an amount is one that was voided before it was asked for.
    """

    class Status(models.TextChoices):
        CAPTURED = "captured"
        DECLINED = "declined"
        VOIDED = "voided"

    key = models.CharField(max_length=64, unique=True)
    status = models.CharField(max_length=10, choices=Status.choices)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    reason = models.CharField(max_length=100, blank=True)
    card_brand = models.CharField(max_length=20, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gte=0, refunded__gte=0, refunded__lte=F("amount")),
                name="orders_charge_refunded_at_most_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"


class ChargeRefund(models.Model):
    """The test gateway's own record of money paid back; one for each key."""

    key = models.CharField(max_length=64, unique=True)
    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.amount} back"
