"""The tables of all parts: in one app, models can have relations to each other."""

from decimal import Decimal
from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round


class Product(models.Model):
    """A product, and how many of its pieces there are."""

    sku = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=200)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    on_sale = models.BooleanField(default=True)
    available = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.sku


class Status(models.TextChoices):
    PENDING = "pending"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Order(models.Model):
    """An order; amounts named `_listed` are before benefits and redeemed points, `_paid` after."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    customer_id = models.PositiveIntegerField(null=True, db_index=True)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=200)
    postcode = models.CharField(max_length=16)
    city = models.CharField(max_length=100)
    state = models.CharField(max_length=2, blank=True)
    country = models.CharField(max_length=2)
    goods_listed = models.DecimalField(max_digits=10, decimal_places=2)
    goods_paid = models.DecimalField(max_digits=10, decimal_places=2)
    shipping_listed = models.DecimalField(max_digits=10, decimal_places=2)
    shipping_paid = models.DecimalField(max_digits=10, decimal_places=2)
    total = models.DecimalField(max_digits=10, decimal_places=2)
    redeemed = models.PositiveIntegerField(default=0)
    placed_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["placed_at"], condition=Q(status="pending"), name="twin_unpaid_orders"
            ),
            models.Index(fields=["paid_at"], name="twin_orders_by_payment"),
            models.Index(fields=["status", "-placed_at"], name="twin_orders_by_status"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(total=Round(F("goods_paid") + F("shipping_paid"), 2)),
                name="twin_total_is_goods_and_shipping",
            ),
            models.CheckConstraint(
                condition=Q(goods_paid__gte=0, goods_paid__lte=F("goods_listed")),
                name="twin_goods_paid_at_most_listed",
            ),
        ]

    def __str__(self) -> str:
        return f"order {self.number}"

    @property
    def earns(self) -> int:
        """Return one point for each whole unit of money paid for goods."""
        return int(self.goods_paid) if self.customer_id else 0


class Line(models.Model):
    """Some pieces of one product in an order, with the name and price it had then."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.PROTECT)
    name = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    price = models.DecimalField(max_digits=10, decimal_places=2)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"

    @property
    def total(self) -> Decimal:
        return self.price * self.quantity


class Basket(models.Model):
    """The basket of a customer or a guest: open until `order` is set, then it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    customer_id = models.PositiveIntegerField(null=True, db_index=True)
    version = models.PositiveIntegerField(default=1)
    order = models.OneToOneField(Order, models.CASCADE, null=True, related_name="basket")

    def __str__(self) -> str:
        return f"basket {self.pk}, version {self.version}"


class BasketLine(models.Model):
    basket = models.ForeignKey(Basket, models.CASCADE, related_name="lines")
    product = models.ForeignKey(Product, models.CASCADE)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["basket", "product"], name="twin_one_basket_line_per_product"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"

    @property
    def total(self) -> Decimal:
        return self.product.price * self.quantity


class Payment(models.Model):
    """The payment of an order; the order's id is the key of the charge at the bank."""

    class Status(models.TextChoices):
        PENDING = "pending"
        CAPTURED = "captured"
        FAILED = "failed"

    order = models.OneToOneField(Order, models.CASCADE, related_name="payment")
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PENDING)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.amount} for {self.order_id}: {self.status}"


class Movement(models.Model):
    """A line of the stock ledger: pieces that were reserved, released, sold or returned."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="movements")
    product = models.ForeignKey(Product, models.PROTECT)
    cause = models.CharField(max_length=10)
    quantity = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id} {self.cause}"


class Account(models.Model):
    """A customer's points; negative if points were deducted that had been redeemed before."""

    customer_id = models.PositiveIntegerField(primary_key=True)
    points = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.points} points"


class Entry(models.Model):
    """A line of the points ledger; what an order earned, or lost again, counts for the tier."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="entries")
    order = models.ForeignKey(Order, models.CASCADE, related_name="entries")
    points = models.IntegerField()
    counts_for_tier = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.points} points"


class Message(models.Model):
    """A message about an order, one of each kind; `sent_at` is empty until it is sent.

    Without `by_email` it is for the customer's inbox only.
    """

    order = models.ForeignKey(Order, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=12)
    by_email = models.BooleanField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["order", "kind"], name="twin_each_message_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], condition=Q(by_email=True, sent_at=None), name="twin_unsent"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.order_id}"


class Preference(models.Model):
    """Whether a customer wants a kind of message by e-mail; without a row they do."""

    customer_id = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    by_email = models.BooleanField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer_id", "kind"], name="twin_one_preference_per_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.customer_id}: {self.by_email}"
