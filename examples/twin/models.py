"""The tables of all parts: in one app, models can have relations to each other."""

from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q


class Product(models.Model):
    """A product, and how many of its pieces there are."""

    sku = models.CharField(primary_key=True, max_length=40)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    available = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.sku


class Status(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Order(models.Model):
    """An order; `token` identifies the submission, so that a repeated one has no effect."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    token = models.CharField(max_length=80, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    customer_id = models.PositiveIntegerField(null=True)
    email = models.EmailField()
    shipping = models.DecimalField(max_digits=10, decimal_places=2)
    redeemed = models.PositiveIntegerField(default=0)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    placed_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"order {self.pk}"

    @property
    def earns(self) -> int:
        """Return one point for each whole unit of money paid for goods."""
        return max(0, int(self.total - self.shipping)) if self.customer_id else 0


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


class Payment(models.Model):
    """The payment of an order; the order's id is the key of the charge at the bank."""

    class Status(models.TextChoices):
        PENDING = "pending"
        CAPTURED = "captured"
        FAILED = "failed"

    order = models.OneToOneField(Order, models.CASCADE, related_name="payment")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.amount} for {self.order_id}: {self.status}"


class Movement(models.Model):
    """A line of the stock ledger: pieces that were reserved, released, sold or returned."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="movements")
    product = models.ForeignKey(Product, models.PROTECT)
    cause = models.CharField(max_length=10)
    quantity = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id} {self.cause}"


class Account(models.Model):
    """A customer's points; negative if points were deducted that had been redeemed before."""

    customer_id = models.PositiveIntegerField(primary_key=True)
    points = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.points} points"


class Entry(models.Model):
    """A line of the points ledger: points that an order earned, redeemed, returned or lost."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="entries")
    order = models.ForeignKey(Order, models.CASCADE, related_name="entries")
    points = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.points} points"


class Message(models.Model):
    """A message about an order, one of each kind; `sent_at` is empty until it is sent."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=12)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "kind"], name="twin_each_message_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(sent_at=None), name="twin_unsent")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"
