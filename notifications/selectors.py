"""Read messages, preferences and recipients."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Value
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from events.explorer.paging import Page, page_of
from events.models import Delivery
from notifications.models import (
    ALWAYS_EMAILED,
    STAFF_TYPES,
    EmailPreference,
    Message,
    MessageType,
    StockAlert,
)

PAGE_SIZE = 20


def inbox_page(user_id: int, *, before: UUID | None = None) -> Page[Message]:
    """Return a page of an account's messages: the latest, or those before a message."""
    messages = Message.objects.filter(recipient=user_id).defer("context")
    return page_of(messages, before=before, size=PAGE_SIZE)


def unread_count(user_id: int) -> int:
    """Return the number of an account's unread messages."""
    return Message.objects.filter(recipient=user_id).unread().count()


def messages_about(order_id: UUID) -> list[Message]:
    """Return the messages about an order, oldest first, without their content."""
    return list(Message.objects.filter(order_id=order_id).order_by("id").defer("context"))


def unreported_failures(*, now: datetime) -> list[dict[str, Any]]:
    """Return the receivers whose deliveries failed since the last message about failures.

    Empty for an hour after that message: the next one covers the time in between.
    """
    day = now - timedelta(days=1)
    reports = Message.objects.filter(type=MessageType.DELIVERIES_FAILED, created_at__gte=day)
    latest = reports.aggregate(latest=Max("created_at"))["latest"]
    since = latest or day
    if latest and now - latest < timedelta(hours=1):
        return []
    failed = Delivery.objects.failed().filter(finished_at__gte=since).order_by("receiver")
    return [{**row} for row in failed.values("receiver").annotate(count=Count("pk"))]


def message_body(message: Message) -> SafeString:
    """Return the HTML of a message for the inbox."""
    order_link = reverse("orders:order", args=[message.order_id]) if message.order_id else ""
    return render_to_string(
        html_template(message.type), {**message.context, "order_link": order_link}
    )


def text_template(message_type: str) -> str:
    """Return the template of a message's text; its first line is the subject."""
    return f"notifications/messages/{message_type}.txt"


def html_template(message_type: str) -> str:
    """Return the template of a message's HTML, which the inbox and the e-mail share."""
    return f"notifications/messages/{message_type}.html"


def staff_with_permission(permission: str) -> QuerySet[Any]:
    """Return the active staff who have a permission, such as "inventory.change_stock"."""
    return ModelBackend().with_perm(permission).filter(is_staff=True).order_by("pk")


def with_email_choice(users: QuerySet[Any], message_type: MessageType) -> QuerySet[Any]:
    """Annotate accounts with `wants_email`: whether they want this type of message by e-mail."""
    inbox_only = EmailPreference.objects.filter(
        user=OuterRef("pk"), type=message_type, by_email=False
    )
    always = message_type in ALWAYS_EMAILED
    accounts: QuerySet[Any] = users.annotate(
        wants_email=Value(value=True) if always else ~Exists(inbox_only)
    )
    return accounts


def email_preferences(user_id: int, *, staff: bool) -> dict[MessageType, bool]:
    """Return, for each type of message that the account can get, whether it wants e-mail."""
    stored = dict(EmailPreference.objects.filter(user=user_id).values_list("type", "by_email"))
    return {
        message_type: stored.get(message_type.value, True)
        for message_type in MessageType
        if staff or message_type not in STAFF_TYPES
    }


def email_of(user_id: int | None) -> str:
    """Return the address of an account, or an empty string."""
    if user_id is None:
        return ""
    users = get_user_model().objects.filter(pk=user_id)
    return users.values_list("email", flat=True).first() or ""


def unsent_message(message_id: UUID) -> Message | None:
    """Return a message whose e-mail was not sent, or None if it was sent or deleted.

    An e-mail that was rejected can be sent: the mail server's settings may have been wrong.
    """
    return Message.objects.filter(pk=message_id).unsent().first()


def personal_data_of(user_id: int) -> dict[str, object]:
    """Return what notifications stores about a customer, as values that JSON can hold."""
    messages = Message.objects.filter(recipient_id=user_id).order_by("pk")
    alerts = StockAlert.objects.filter(user_id=user_id).order_by("pk")
    return {
        "messages": [
            {"type": message.type, "subject": message.subject, "email": message.email}
            for message in messages
        ],
        "stock_alerts": list(alerts.values("sku", "email")),
        "email_preferences": list(
            EmailPreference.objects.filter(user_id=user_id).values("type", "by_email")
        ),
    }
