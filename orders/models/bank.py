"""The tables of the test gateway, which simulates a bank."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone


class Charge(models.Model):
    """A charge in the books of the test gateway; a real gateway stores it elsewhere.

    A charge that was voided before it was requested has the amount 0.
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
                name="orders_charge_refunded_at_most_amount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.status}"


class ChargeRefund(models.Model):
    """A refund in the books of the test gateway; one for each key."""

    key = models.CharField(max_length=64, unique=True)
    charge = models.ForeignKey(Charge, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.amount} refunded"
