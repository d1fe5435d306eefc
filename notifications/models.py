"""Messages, e-mail preferences and back-in-stock alerts."""

from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from uuid_utils.compat import uuid7

_unsubscribe_signer = Signer(salt="notifications.unsubscribe")


class MessageType(models.TextChoices):
    """The type of a message. The value is the name of its templates."""

    RECEIPT = "receipt", "Receipt"
    SHIPPED = "shipped", "Order shipped"
    DELIVERED = "delivered", "Order delivered"
    CANCELLED = "cancelled", "Order cancelled"
    REFUNDED = "refunded", "Refund"
    POINTS = "points", "Points earned"
    TIER = "tier", "New tier"
    BACK_IN_STOCK = "back_in_stock", "Back in stock"
    STOCK_LOW = "stock_low", "Low stock"
    SOLD_OUT = "sold_out", "Sold out"
    DELIVERIES_FAILED = "deliveries_failed", "Failed deliveries"


ALWAYS_EMAILED = (MessageType.RECEIPT,)
STAFF_TYPES = (MessageType.STOCK_LOW, MessageType.SOLD_OUT, MessageType.DELIVERIES_FAILED)
EMOJI = {
    MessageType.RECEIPT: "🧾",
    MessageType.SHIPPED: "🚚",
    MessageType.DELIVERED: "📬",
    MessageType.CANCELLED: "✋",
    MessageType.REFUNDED: "💶",
    MessageType.POINTS: "✨",
    MessageType.TIER: "🏅",
    MessageType.BACK_IN_STOCK: "🔔",
    MessageType.STOCK_LOW: "📉",
    MessageType.SOLD_OUT: "🫙",
    MessageType.DELIVERIES_FAILED: "🧯",
}


class MessageQuerySet(models.QuerySet["Message"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unsent(self) -> Self:
        """Return the messages whose e-mail has not been sent; it may have been rejected."""
        return self.filter(wants_email=True, sent_at=None)

    def for_unsubscribe_token(self, token: str) -> Self:
        """Return the message whose unsubscribe link has this token, if the token is genuine."""
        try:
            return self.filter(pk=UUID(_unsubscribe_signer.unsign(token)))
        except BadSignature:
            return self.none()


class Message(models.Model):
    """A message to an account, which appears in its inbox, or to a guest's e-mail address.

    `context` holds values of the event. Text and HTML are rendered when they are shown or sent,
    so no link is stored. `event_id` identifies what caused the message: an event, or a stock
    alert. `rejected_at` is set if the mail server rejected the e-mail for good.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    type = models.CharField(max_length=20, choices=MessageType)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,  # the index of the inbox begins with it
    )
    email = models.EmailField(blank=True)
    wants_email = models.BooleanField()
    subject = models.CharField(max_length=200)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    order_id = models.UUIDField(null=True, db_index=True)
    event_id = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True)
    rejected_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event_id", "recipient", "type"],
                name="notifications_one_message_per_account",
            ),
            models.UniqueConstraint(
                fields=["event_id", "email", "type"],
                condition=Q(recipient__isnull=True),
                name="notifications_one_message_per_guest",
            ),
            models.CheckConstraint(
                condition=Q(type__in=MessageType.values), name="notifications_message_type_valid"
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(wants_email=True),
                name="notifications_message_has_a_recipient",
            ),
            models.CheckConstraint(
                condition=Q(wants_email=False) | ~Q(email=""),
                name="notifications_email_has_an_address",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("recipient"), F("id").desc(), name="notifications_inbox"),
            models.Index(
                fields=["email"], opclasses=["varchar_pattern_ops"], name="notifications_by_email"
            ),
            models.Index(
                F("recipient"), condition=Q(read_at__isnull=True), name="notifications_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def for_staff(self) -> bool:
        return self.type in STAFF_TYPES

    @property
    def emoji(self) -> str:
        return EMOJI[MessageType(self.type)]

    @property
    def unsubscribe_token(self) -> str:
        """Return a signed token for links; it contains the message's id, not the address."""
        return _unsubscribe_signer.sign(str(self.pk))


class EmailPreference(models.Model):
    """Whether an account wants one type of message by e-mail; without a row it does."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_index=False,  # the index of the constraint begins with it
    )
    type = models.CharField(max_length=20, choices=MessageType)
    by_email = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["user", "type"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "type"], name="notifications_one_preference_per_type"
            ),
            models.CheckConstraint(
                condition=Q(type__in=MessageType.values),
                name="notifications_preference_type_valid",
            ),
            models.CheckConstraint(
                condition=~Q(type=MessageType.RECEIPT) | Q(by_email=True),
                name="notifications_receipts_are_always_emailed",
            ),
        ]

    def __str__(self) -> str:
        channel = "by e-mail" if self.by_email else "in the inbox only"
        return f"{self.user}: {self.get_type_display()} {channel}"


class StockAlertQuerySet(models.QuerySet["StockAlert"]):
    def waiting(self) -> Self:
        """Return the alerts that have not been answered with a message."""
        return self.filter(notified_at=None)


class StockAlert(models.Model):
    """A request to be notified once when a sold-out product is back in stock.

    An address has at most one waiting alert per product; a new request after the notification is
    a new row. `user` is set only if the address is the account's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sku = models.CharField("SKU", max_length=40)
    email = models.EmailField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now, db_index=True)
    notified_at = models.DateTimeField(null=True, blank=True)

    objects = StockAlertQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-requested_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sku", "email"],
                condition=Q(notified_at__isnull=True),
                name="notifications_one_waiting_alert_per_address",
            ),
        ]
        indexes: ClassVar = [models.Index(F("email"), name="notifications_alert_email")]

    def __str__(self) -> str:
        return f"{self.sku} for {self.email}"
