"""Refunds of payments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from orders.models.order import Order
from orders.models.payment import Payment


class Refund(models.Model):
    """Money that is owed to a customer: pending until the gateway has refunded it.

    Its id is the gateway's idempotency key. `lines` lists what is refunded, as dicts of `sku`,
    `name`, `quantity`, `amount` and `resaleable`; it is empty for a cancelled order and for the
    refund of an amount. `reason` is internal.
    `submission` identifies the staff form that requested it, so that a form that is sent twice
    refunds once.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "on its way"
        PAID = "paid", "refunded"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="refunds")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    lines = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=200, blank=True, db_default="")
    submission = models.UUIDField(null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(
                fields=["created_at"], condition=Q(status="pending"), name="orders_pending_refunds"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="orders_refund_not_negative"),
            models.CheckConstraint(
                condition=Q(status="pending", paid_at=None)
                | Q(status="paid", paid_at__isnull=False),
                name="orders_refund_paid_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} refunded"
