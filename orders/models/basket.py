"""Baskets: the products that a visitor wants to order."""

from decimal import Decimal
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from uuid_utils.compat import uuid7

from orders.limits import MAX_PIECES
from orders.models.offer import Offer
from orders.models.order import Order
from orders.signals import OrderedLine
from orders.visitors import Visitor


class BasketQuerySet(models.QuerySet["Basket"]):
    """Named filters of baskets."""

    def open(self) -> Self:
        """Return the baskets that were not ordered."""
        return self.filter(order=None)

    def of(self, visitor: Visitor) -> Self:
        """Return the baskets of a visitor."""
        return self.filter(visitor.owned())


class Basket(models.Model):
    """A basket of a customer or a guest: open until `order` is set, then it never changes.

    Each customer and each guest has at most one open basket. `version` increases with each
    change; an order is placed for one version. Only services write.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="baskets",
        null=True,
        blank=True,
        db_index=False,  # the index below begins with it
    )
    guest_id = models.UUIDField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    order = models.OneToOneField(
        Order, on_delete=models.CASCADE, related_name="basket", null=True, blank=True
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = BasketQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # Without NULL: no query can use an index to read the baskets of all guests.
            models.Index(
                fields=["customer", "order"],
                condition=Q(customer__isnull=False),
                name="orders_basket_by_customer",
            ),
            models.Index(
                fields=["guest_id", "order"],
                condition=Q(guest_id__isnull=False),
                name="orders_basket_by_guest",
            ),
            models.Index(
                fields=["changed_at"], condition=Q(order=None), name="orders_basket_abandoned"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=Q(order=None),
                name="orders_one_open_basket_per_customer",
            ),
            models.UniqueConstraint(
                fields=["guest_id"],
                condition=Q(order=None, customer=None),
                name="orders_one_open_basket_per_guest",
            ),
        ]

    def __str__(self) -> str:
        return f"Basket {self.id}"


class BasketLine(models.Model):
    """Some pieces of one product in a basket; `price_seen` is its price when it was added."""

    basket = models.ForeignKey(Basket, on_delete=models.CASCADE, related_name="lines")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="basket_lines")
    quantity = models.PositiveIntegerField()
    price_seen = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["basket", "offer"], name="orders_one_basket_line_per_product"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=MAX_PIECES),
                name="orders_basket_line_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} \N{MULTIPLICATION SIGN} {self.offer_id}"

    @property
    def obtainable(self) -> int:
        """Return how many of the wanted pieces can be ordered."""
        return min(self.quantity, self.offer.obtainable)

    @property
    def max_quantity(self) -> int:
        """Return the largest quantity that the basket accepts for this line."""
        return min(MAX_PIECES, max(self.offer.obtainable, 1))

    @property
    def listed(self) -> Decimal:
        """Return the price of the obtainable pieces before adjustments."""
        return self.offer.price * self.obtainable

    @property
    def price_before(self) -> Decimal | None:
        """Return the price when the product was added, if it has changed since."""
        return None if self.price_seen == self.offer.price else self.price_seen

    @property
    def problem(self) -> str:
        """Return why the line cannot be ordered as it is, as a sentence; empty if it can."""
        return self.offer.shortage(self.quantity)

    def as_ordered(self) -> OrderedLine:
        """Return the obtainable pieces in the form that questions and events carry."""
        return OrderedLine(
            sku=self.offer_id,
            name=self.offer.name,
            quantity=self.obtainable,
            unit_price=self.offer.price,
            paid=self.listed,
        )
