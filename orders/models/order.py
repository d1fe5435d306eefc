"""An order: its contents, price, address and status."""

from dataclasses import fields
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower, Round
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from uuid_utils.compat import uuid7

from orders.limits import PAYMENT_PERIOD
from orders.signals import Adjustment, OrderedLine
from orders.values import Contact
from orders.visitors import Visitor

# Without I, L, O and U, which are easily confused with digits and with V.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SEARCHED = ("number", "email", "name", "address", "postcode", "city", "tracking_number")


def new_number() -> str:
    """Draw an order number such as SHOP-7F3K-2Q9X; it does not reveal the number of orders."""
    signs = get_random_string(8, _ALPHABET)
    return f"SHOP-{signs[:4]}-{signs[4:]}"


class Status(models.TextChoices):
    """The status of an order; the labels complete the sentence "This order is …"."""

    PENDING = "pending", "waiting for payment"
    COMPLETED = "completed", "paid"
    SHIPPED = "shipped", "shipped"
    DELIVERED = "delivered", "delivered"
    CANCELLED = "cancelled", "cancelled"
    REFUNDED = "refunded", "refunded"


class CancelledBecause(models.TextChoices):
    """Why an order was cancelled: the values of `CancelReason`."""

    EXPIRED = "expired", "it was not paid in time"
    CUSTOMER = "customer", "the customer cancelled it"
    STAFF = "staff", "the shop cancelled it"


class Carrier(models.TextChoices):
    """The companies that carry parcels."""

    POST = "post", "Parcel Post"
    COURIER = "courier", "Swift Courier"


class OrderQuerySet(models.QuerySet["Order"]):
    """Named filters of orders."""

    def of(self, visitor: Visitor) -> Self:
        """Return the orders of a visitor."""
        return self.filter(visitor.owned("basket__"))

    def unpaid(self) -> Self:
        """Return the orders that wait for a payment."""
        return self.filter(status=Status.PENDING)

    def listed(self) -> Self:
        """Return the orders that default lists show: all but those cancelled unpaid."""
        return self.exclude(status=Status.CANCELLED, paid_at=None)


class Order(models.Model):
    """The contents, price, address and status of an order. Only services write.

    Amounts named `_listed` are before adjustments, amounts named `_paid` after them, whether or
    not the order is paid. `total` = `goods_paid` + `shipping_paid`. `adjustments` is a list of
    dicts of `code`, `label`, `amount`, `stage` and `optional`. `refunded` includes refunds that
    are on their way. `country` is an ISO 3166 code. An unpaid order expires at `expires_at`.
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
    state = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=2)

    goods_listed = models.DecimalField(max_digits=12, decimal_places=2)
    goods_paid = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_listed = models.DecimalField(max_digits=12, decimal_places=2)
    shipping_paid = models.DecimalField(max_digits=12, decimal_places=2)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    refunded = models.DecimalField(max_digits=12, decimal_places=2, default=Decimal("0.00"))
    adjustments = models.JSONField(default=list, blank=True)

    carrier = models.CharField(max_length=10, choices=Carrier.choices, blank=True)
    tracking_number = models.CharField(max_length=64, blank=True)
    cancel_reason = models.CharField(max_length=10, choices=CancelledBecause.choices, blank=True)

    placed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    refunded_at = models.DateTimeField(null=True, blank=True)
    # What staff search for; on PostgreSQL a trigram index finds any part of it.
    search = models.GeneratedField(
        expression=Lower(
            Concat(
                *(
                    part
                    for name in _SEARCHED
                    for part in (F(name), Value(" ", output_field=models.TextField()))
                ),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["customer", "-id"], name="orders_of_a_customer"),
            models.Index(
                fields=["expires_at"], condition=Q(status="pending"), name="orders_unpaid"
            ),
            models.Index(fields=["paid_at"], name="orders_by_payment"),
            models.Index(fields=["status", "-id"], name="orders_by_status"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="orders_status_known"
            ),
            # Rounded, because SQLite adds decimals as floating-point numbers.
            models.CheckConstraint(
                condition=Q(total=Round(F("goods_paid") + F("shipping_paid"), 2)),
                name="orders_total_is_goods_and_shipping",
            ),
            models.CheckConstraint(
                condition=Q(
                    goods_paid__gte=0,
                    goods_paid__lte=F("goods_listed"),
                    shipping_paid__gte=0,
                    shipping_paid__lte=F("shipping_listed"),
                ),
                name="orders_paid_at_most_listed",
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

    @property
    def contact(self) -> Contact:
        """Return the customer's name, address and e-mail address."""
        return Contact(**{each.name: getattr(self, each.name) for each in fields(Contact)})

    def about(self) -> dict[str, Any]:
        """Return the fields of `AboutOrder`, with which most events begin."""
        return {
            "order_id": self.id,
            "number": self.number,
            "customer_id": self.customer_id,
            "email": self.email,
            "name": self.name,
        }

    def lines_as_event(self) -> tuple[OrderedLine, ...]:
        """Return the lines in the form that events carry; one query."""
        return tuple(line.as_event() for line in self.lines.all())

    def adjustments_as_event(self) -> tuple[Adjustment, ...]:
        """Return the adjustments in the form that events carry."""
        return tuple(
            Adjustment(**{**stored, "amount": Decimal(stored["amount"])})
            for stored in self.adjustments
        )

    @property
    def refundable(self) -> Decimal:
        """Return the amount that was paid and not refunded; 0 for an unpaid order."""
        return self.total - self.refunded if self.paid_at else Decimal("0.00")

    def goods_paid_after_refunds(self) -> Decimal:
        """Return the amount that was paid for goods and not refunded; 0 for an unpaid order."""
        if self.paid_at is None or self.status in (Status.CANCELLED, Status.REFUNDED):
            return Decimal("0.00")
        return max(self.goods_paid - self.refunded, Decimal("0.00"))

    def restart_payment_period(self) -> None:
        """Let the order expire one payment period from now."""
        self.expires_at = timezone.now() + PAYMENT_PERIOD
