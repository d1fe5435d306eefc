"""Stock levels and the ledger of stock movements."""

from collections.abc import Collection
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from inventory.models.catalogue import Product

COUNTERS = ("available", "reserved", "sold", "received", "lost")


class StockQuerySet(models.QuerySet["Stock"]):
    def locked(self, skus: Collection[str]) -> Self:
        """Lock the rows of these products until the transaction ends.

        Lock order: always by SKU. Two orders of the same products then wait for each other in
        turn and never in a circle. Take every row that a unit of work needs in one call.
        """
        rows = self.filter(pk__in=skus).select_related("product").order_by("product_id")
        return rows.select_for_update(of=("self",), no_key=True)

    def low(self) -> Self:
        """Return the stock of products on sale that are at their threshold or sold out."""
        return self.filter(product__status=Product.Status.ON_SALE, available__lte=F("threshold"))


class Stock(models.Model):
    """The stock of one product: every piece ever received is in one of the other counters.

    `available` can be ordered, `reserved` belongs to orders that are not paid yet, `sold` is
    paid for, `lost` was missing when the stock was counted. At `threshold` or fewer available
    pieces the stock is low. Only `inventory/services/stock.py` writes the counters.
    """

    product = models.OneToOneField(
        Product, on_delete=models.PROTECT, primary_key=True, db_column="sku"
    )
    available = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    sold = models.PositiveIntegerField(default=0)
    received = models.PositiveIntegerField(default=0)
    lost = models.PositiveIntegerField(default=0)
    threshold = models.PositiveIntegerField(default=5)

    objects = StockQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["product"]
        verbose_name_plural = "stock"
        indexes: ClassVar = [
            models.Index(
                fields=["product"],
                condition=Q(available__lte=F("threshold")),
                name="inventory_low_stock",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received=F("available") + F("reserved") + F("sold") + F("lost")),
                name="inventory_every_piece_is_counted",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.available} available"


class Movement(models.Model):
    """A line of the ledger: `quantity` pieces moved; only adjustments can be negative.

    `event_id` is the event, or the submission of a form, that moved the pieces. A repetition
    moves nothing.
    """

    class Cause(models.TextChoices):
        """The values of `inventory.signals.StockCause`."""

        RECEIVED = "received", "Received"
        ADJUSTED = "adjusted", "Adjusted after counting"
        RESERVED = "reserved", "Reserved for an order"
        RELEASED = "released", "Released by an unpaid order"
        SOLD = "sold", "Sold"
        RETURNED = "returned", "Returned"

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="movements", db_column="sku"
    )
    cause = models.CharField(max_length=10, choices=Cause)
    quantity = models.IntegerField()
    order_id = models.UUIDField(null=True, blank=True, db_index=True)
    event_id = models.UUIDField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "cause", "product"], name="inventory_event_moves_stock_once"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(cause="adjusted") & ~Q(quantity=0),
                name="inventory_movement_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id} {self.cause}"
