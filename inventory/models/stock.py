"""How many pieces of a product there are, and how that came about."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from inventory.models.catalogue import Product

COUNTERS = ("available", "reserved", "sold", "received", "lost")


class Stock(models.Model):
    """The pieces of one product: every piece ever received is in one of the other counters.

    `available` can be ordered, `reserved` is promised to orders that are not paid yet, `sold`
    is paid for, `lost` was counted and not there. At `threshold` or fewer it is time to
    reorder. Only `inventory/services/moving.py` writes the counters.
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

    class Meta:
        ordering: ClassVar = ["product"]
        verbose_name_plural = "stock"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(received=F("available") + F("reserved") + F("sold") + F("lost")),
                name="inventory_every_piece_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.available} available"


class Movement(models.Model):
    """A line of the ledger: `quantity` pieces moved, and why; adjustments alone go below 0.

    What an event moved is here once however often the event is heard.
    """

    class Cause(models.TextChoices):
        """Why pieces move: the values of `inventory.signals.StockCause`."""

        RECEIVED = "received", "received"
        ADJUSTED = "adjusted", "adjusted after counting"
        RESERVED = "reserved", "reserved for an order"
        RELEASED = "released", "released by an unpaid order"
        SOLD = "sold", "sold"
        RETURNED = "returned", "returned"

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
                fields=["event_id", "cause", "product"], name="inventory_moved_once_an_event"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0) | Q(cause="adjusted") & ~Q(quantity=0),
                name="inventory_movement_moves",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.product_id} {self.cause}"
