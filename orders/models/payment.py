"""Payments of orders."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from orders.models.order import Order


class Payment(models.Model):
    """One attempt to pay for an order; its id is the gateway's idempotency key.

    `token` represents the card and is erased when the payment is settled. `reason` is the
    bank's reason for a decline, as a sentence for the customer. A payment that was captured
    when the order could not be completed any more is `late` and is refunded.
    """

    class Status(models.TextChoices):
        PENDING = "pending", "waiting for the bank"
        CAPTURED = "captured", "captured"
        DECLINED = "declined", "declined"
        VOIDED = "voided", "voided"
        LATE = "late", "captured late"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="payments")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    token = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    card_brand = models.CharField(max_length=20, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(status="pending"),
                name="orders_one_payment_in_flight",
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(status="captured"), name="orders_paid_once"
            ),
            models.CheckConstraint(
                condition=Q(amount__gte=0), name="orders_payment_amount_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(status="pending", settled_at=None)
                | (~Q(status="pending") & Q(settled_at__isnull=False, token="")),
                name="orders_payment_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.get_status_display()}"
