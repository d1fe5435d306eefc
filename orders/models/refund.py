"""Money that goes back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

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
