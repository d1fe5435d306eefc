"""An order, its lines, and the token that makes it one order however often it is submitted."""

import secrets
from decimal import Decimal
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from uuid_utils.compat import uuid7

from orders.money import share
from orders.signals import Adjustment, OrderedLine

# Without I, L, O and U: nobody reads a digit for a letter over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number() -> str:
    """A number for people, like SHOP-7F3K-2Q9X: says nothing about how many orders there are."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"SHOP-{signs[:4]}-{signs[4:]}"


class Status(models.TextChoices):
    """Where an order stands; the labels complete the sentence "This order is …"."""

    PENDING = "pending", "waiting for its payment"
    COMPLETED = "completed", "paid"
    SHIPPED = "shipped", "shipped"
    DELIVERED = "delivered", "delivered"
    CANCELLED = "cancelled", "cancelled"
    REFUNDED = "refunded", "refunded"


class CancelledBecause(models.TextChoices):
    """Why an order was cancelled: the values of `CancelReason`."""

    DECLINED = "declined", "the payment was declined"
    EXPIRED = "expired", "it was not paid in time"
    CUSTOMER = "customer", "the customer cancelled it"
    STAFF = "staff", "the shop cancelled it"


class Carrier(models.TextChoices):
    """Who brings a parcel."""

    POST = "post", "Parcel Post"
    COURIER = "courier", "Swift Courier"


class Order(models.Model):
    """What a customer wants, what it costs, where it goes and how far it has come.

    `goods` and `delivery` are the amounts before adjustments, `adjustment` is their sum (0 or
    below), `adjustments` lists them as dicts of `code`, `label`, `amount`, `stage` and
    `optional`. `refunded` is what has been or is being paid back. Only services write.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=new_number, editable=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PENDING)
    customer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        related_name="orders",
        null=True,
        blank=True,
        db_index=False,  # the index below begins with it
    )

    email = models.EmailField()
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=16)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2)

    goods = models.DecimalField(max_digits=12, decimal_places=2)
    delivery = models.DecimalField(max_digits=12, decimal_places=2)
    adjustment = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    total = models.DecimalField(max_digits=12, decimal_places=2)
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    adjustments = models.JSONField(default=list, blank=True)

    card_brand = models.CharField(max_length=20, blank=True)
    card_last4 = models.CharField(max_length=4, blank=True)
    carrier = models.CharField(max_length=10, choices=Carrier.choices, blank=True, db_default="")
    tracking_number = models.CharField(max_length=64, blank=True)
    cancel_reason = models.CharField(max_length=10, choices=CancelledBecause.choices, blank=True)

    placed_at = models.DateTimeField(default=timezone.now)
    paid_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="orders_of_a_customer"),
            models.Index(fields=["placed_at"], condition=Q(status="pending"), name="orders_unpaid"),
            models.Index(fields=["paid_at"], name="orders_by_payment"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="orders_status_known"
            ),
            # Rounded, since SQLite adds decimals as floating point numbers.
            models.CheckConstraint(
                condition=Q(total=Round(F("goods") + F("delivery") + F("adjustment"), 2)),
                name="orders_total_is_goods_delivery_and_adjustment",
            ),
            models.CheckConstraint(
                condition=Q(goods__gte=0, delivery__gte=0, adjustment__lte=0, total__gte=0),
                name="orders_amounts_have_their_sign",
            ),
            models.CheckConstraint(
                condition=Q(refunded__gte=0, refunded__lte=F("total")),
                name="orders_refunded_at_most_the_total",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancel_reason__in=CancelledBecause.values)
                | (~Q(status="cancelled") & Q(cancel_reason="")),
                name="orders_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled")
                | Q(status="pending", paid_at=None)
                | (~Q(status__in=["cancelled", "pending"]) & Q(paid_at__isnull=False)),
                name="orders_paid_unless_pending",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("orders:order", args=[self.pk])

    @cached_property
    def ordered_lines(self) -> tuple[OrderedLine, ...]:
        """The lines as they were ordered, in the form that events carry; one query."""
        return tuple(line.as_ordered(line.quantity, line.paid) for line in self.lines.all())

    @property
    def granted(self) -> tuple[Adjustment, ...]:
        """The adjustments, in the form that events carry."""
        return tuple(
            Adjustment(**{**stored, "amount": Decimal(stored["amount"])})
            for stored in self.adjustments
        )

    @property
    def shipping_paid(self) -> Decimal:
        """What delivery costs once adjustments are taken off."""
        return self.delivery + sum(
            (given.amount for given in self.granted if given.stage == "shipping"), Decimal(0)
        )

    @property
    def goods_paid(self) -> Decimal:
        """What has been paid for goods and not paid back; 0 before payment."""
        if self.paid_at is None or self.status in (Status.CANCELLED, Status.REFUNDED):
            return Decimal("0.00")
        return self.total - self.refunded - self.shipping_paid


class Line(models.Model):
    """Some pieces of one product in an order, at the price of the day.

    `total` is what they cost before, `paid` after adjustments; the name and the picture are
    those under which they were ordered.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    sku = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    emoji = models.CharField(max_length=16, blank=True)
    unit_price = models.DecimalField(max_digits=10, decimal_places=2)
    quantity = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    paid = models.DecimalField(max_digits=12, decimal_places=2)
    refunded_quantity = models.PositiveIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "sku"], name="orders_one_line_per_product"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, unit_price__gte=0), name="orders_line_orders_something"
            ),
            models.CheckConstraint(
                condition=Q(total=Round(F("unit_price") * F("quantity"), 2)),
                name="orders_line_total_is_price_times_quantity",
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=F("total")),
                name="orders_line_paid_at_most_its_total",
            ),
            models.CheckConstraint(
                condition=Q(refunded_quantity__lte=F("quantity")),
                name="orders_line_refunded_at_most_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.name}"

    @property
    def remaining(self) -> int:
        """How many pieces have not been refunded."""
        return self.quantity - self.refunded_quantity

    def paid_for(self, pieces: int) -> Decimal:
        """What the first so many pieces cost: all of them cost exactly `paid`."""
        return share(self.paid, pieces, self.quantity)

    @property
    def remaining_paid(self) -> Decimal:
        """What was paid for the pieces that have not been refunded."""
        return self.paid - self.paid_for(self.refunded_quantity)

    def as_ordered(self, quantity: int, paid: Decimal) -> OrderedLine:
        """So many pieces of this line, for so much, in the form that events carry."""
        return OrderedLine(
            sku=self.sku, name=self.name, quantity=quantity, unit_price=self.unit_price, paid=paid
        )


class CheckoutToken(models.Model):
    """One submission of the checkout; used up by the one order that came of it."""

    token = models.CharField(max_length=128, primary_key=True)
    order = models.OneToOneField(Order, on_delete=models.CASCADE, related_name="checkout_token")

    def __str__(self) -> str:
        return f"Checkout of {self.order_id}"
