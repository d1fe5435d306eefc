"""What can be ordered: a copy of the catalogue, kept by its announcements."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Offer(models.Model):
    """What orders knows of a product, kept by `product_changed`; nobody else writes it."""

    sku = models.CharField(max_length=40, primary_key=True)
    slug = models.CharField(max_length=100)
    name = models.CharField(max_length=200)
    emoji = models.CharField(max_length=16, blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    on_sale = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(price__gte=0), name="orders_offer_price_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name
