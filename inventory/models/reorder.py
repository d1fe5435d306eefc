"""Orders that the shop places with its suppliers."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from inventory.models.catalogue import Product


class ReorderQuerySet(models.QuerySet["Reorder"]):
    def drafts(self) -> Self:
        return self.filter(status=Reorder.Status.DRAFT)

    def on_order(self) -> Self:
        return self.filter(status=Reorder.Status.ORDERED)

    def close(self, status: "Reorder.Status") -> int:
        """Close these reorders; return how many."""
        return self.update(status=status, closed_at=timezone.now())


class Reorder(models.Model):
    """A suggestion to buy `quantity` more, drafted when the stock reaches its threshold.

    `event_id` is the `stock_low` event. A product has at most one draft, so that it is not
    ordered twice.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ORDERED = "ordered", "Ordered"
        RECEIVED = "received", "Received"
        DISCARDED = "discarded", "Discarded"

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="reorders", db_column="sku"
    )
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    event_id = models.UUIDField(unique=True, editable=False)
    drafted_at = models.DateTimeField(auto_now_add=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReorderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status="draft"),
                name="inventory_one_draft_per_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"
