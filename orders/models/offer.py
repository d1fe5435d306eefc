"""The products that can be ordered: a replica of the catalogue."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Offer(models.Model):
    """A product as orders needs it; updated by `product_changed` and `stock_changed` only.

    `price` includes VAT. `available` is the number of pieces that can be ordered.
    """

    sku = models.CharField(max_length=40, primary_key=True)
    slug = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    emoji = models.CharField(max_length=16, blank=True)
    photo = models.CharField(max_length=200, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    on_sale = models.BooleanField()
    available = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price__gte=0), name="orders_offer_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def obtainable(self) -> int:
        """Return how many pieces a customer can order."""
        return self.available if self.on_sale else 0

    def shortage(self, wanted: int) -> str:
        """Return why a number of pieces cannot be ordered, as a sentence; empty if it can."""
        if not self.on_sale:
            return "This product is not for sale any more."
        if not self.available:
            return "This product is sold out."
        if self.available < wanted:
            return f"Only {self.available} left; you wanted {wanted}."
        return ""
