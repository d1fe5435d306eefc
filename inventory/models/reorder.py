"""What ought to be ordered from the makers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from inventory.models.catalogue import Product


class Reorder(models.Model):
    """A suggestion to buy `quantity` more, drafted when the stock falls to its threshold.

    `event_id` is the announcement that caused it. While a draft waits for somebody to order
    it, another one for the same product would only be ordered twice.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "waits to be ordered"
        ORDERED = "ordered", "ordered"

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="reorders", db_column="sku"
    )
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    event_id = models.UUIDField(unique=True, editable=False)
    drafted_at = models.DateTimeField(auto_now_add=True)
    ordered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(status="draft"),
                name="inventory_one_draft_a_product",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product_id}"
