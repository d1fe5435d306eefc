"""The lines of an order."""

from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round

from orders.models.order import Order
from orders.money import share
from orders.signals import OrderedLine


class Line(models.Model):
    """Some pieces of one product in an order, with the name and picture it had then.

    `listed` is their price before adjustments, `paid` after them.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    emoji = models.CharField(max_length=16, blank=True)
    photo = models.CharField(max_length=200, blank=True)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.PositiveIntegerField()
    listed = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    refunded_quantity = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["sku"], name="orders_lines_of_a_product")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "sku"], name="orders_one_line_per_product"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_price__gte=0), name="orders_line_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(listed=Round(F("unit_price") * F("quantity"), 2)),
                name="orders_line_listed_is_price_times_quantity",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("listed")),
                name="orders_line_paid_at_most_listed",
            ),
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="orders_line_refunded_at_most_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} \N{MULTIPLICATION SIGN} {self.name}"

    @property
    def remaining(self) -> int:
        """Return how many pieces were not refunded."""
        return self.quantity - self.refunded_quantity

    def worth(self, pieces: int) -> Decimal:
        """Return what was paid for some of the pieces that were not refunded."""
        refunded = share(self.paid, self.refunded_quantity, self.quantity)
        return share(self.paid, self.refunded_quantity + pieces, self.quantity) - refunded

    def as_event(self) -> OrderedLine:
        """Return the line in the form that events carry."""
        return OrderedLine(
            sku=self.sku,
            name=self.name,
            quantity=self.quantity,
            unit_price=self.unit_price,
            paid=self.paid,
        )

    def remaining_as_event(self) -> OrderedLine:
        """Return the pieces that were not refunded in the form that events carry."""
        pieces = self.remaining
        return replace(self.as_event(), quantity=pieces, paid=self.worth(pieces))
