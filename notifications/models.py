"""What is told to whom: messages, preferences, and who waits for what to be back in stock."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7


class Kind(models.TextChoices):
    """What a message is about; the value names its templates in `notifications/kinds/`."""

    RECEIPT = "receipt", "Receipt"
    SHIPPED = "shipped", "Parcel on its way"
    DELIVERED = "delivered", "Parcel delivered"
    CANCELLED = "cancelled", "Order cancelled"
    REFUNDED = "refunded", "Money paid back"
    POINTS = "points", "Points earned"
    TIER = "tier", "New tier"
    BACK_IN_STOCK = "back_in_stock", "Back in stock"
    STOCK_LOW = "stock_low", "Running low"
    SOLD_OUT = "sold_out", "Sold out"


STAFF_KINDS = (Kind.STOCK_LOW, Kind.SOLD_OUT)
EMOJI = {
    Kind.RECEIPT: "🧾",
    Kind.SHIPPED: "🚚",
    Kind.DELIVERED: "📬",
    Kind.CANCELLED: "✋",
    Kind.REFUNDED: "💶",
    Kind.POINTS: "✨",
    Kind.TIER: "🏅",
    Kind.BACK_IN_STOCK: "🔔",
    Kind.STOCK_LOW: "📉",
    Kind.SOLD_OUT: "🫙",
}


class Message(models.Model):
    """One thing told to one addressee: an account (in its inbox), or a guest's address.

    It keeps what the event said (`context`), not what it looks like: text and HTML are
    rendered when they are shown or sent, with links that are never stored. `sent_at` is
    empty while the e-mail waits, and for ever where none is wanted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,  # the inbox's index begins with it
    )
    email = models.EmailField(blank=True)
    wants_email = models.BooleanField()
    subject = models.CharField(max_length=200)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    order_id = models.UUIDField(null=True, db_index=True)
    event_id = models.UUIDField()
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "recipient", "kind"], name="notifications_once_per_account"
            ),
            models.UniqueConstraint(
                fields=["event_id", "email", "kind"],
                condition=Q(recipient__isnull=True),
                name="notifications_once_per_guest",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="notifications_message_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(wants_email=True),
                name="notifications_message_reaches_someone",
            ),
            models.CheckConstraint(
                condition=Q(wants_email=False) | ~Q(email=""),
                name="notifications_email_has_an_address",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("recipient"), F("id").desc(), name="notifications_inbox"),
            models.Index(
                F("recipient"), condition=Q(read_at__isnull=True), name="notifications_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def for_staff(self) -> bool:
        return self.kind in STAFF_KINDS

    @property
    def emoji(self) -> str:
        return EMOJI[Kind(self.kind)]


class Preference(models.Model):
    """Whether an account wants one kind of message by e-mail, too; without a row it does."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_index=False,  # the constraint's index begins with it
    )
    kind = models.CharField(max_length=20, choices=Kind)
    by_email = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["user", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="notifications_one_preference_per_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="notifications_preference_kind_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.RECEIPT) | Q(by_email=True),
                name="notifications_receipts_are_always_mailed",
            ),
        ]

    def __str__(self) -> str:
        where = "by e-mail" if self.by_email else "in the inbox only"
        return f"{self.user}: {self.get_kind_display()} {where}"


class Subscription(models.Model):
    """Somebody wants to be told, once, when a sold-out product is back.

    `email` is in lower case. `user` is set only where it is the account's own address.
    `told_at` is empty while they wait.
    """

    sku = models.CharField("SKU", max_length=40)
    email = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-asked_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sku", "email"], name="notifications_one_subscription_per_address"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                F("sku"), F("id"), condition=Q(told_at__isnull=True), name="notifications_waiting"
            ),
            models.Index(F("email"), name="notifications_waiting_email"),
        ]

    def __str__(self) -> str:
        return f"{self.email} waits for {self.sku}"
