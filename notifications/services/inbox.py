"""Changes to an account's inbox and preferences."""

from collections.abc import Mapping

from django.utils import timezone

from notifications.models import EmailPreference, Message, MessageType


def mark_read(message: Message) -> None:
    """Record when a message was opened for the first time, unless it was deleted meanwhile."""
    if message.read_at is None:
        message.read_at = timezone.now()
        Message.objects.filter(pk=message.pk).unread().update(read_at=message.read_at)


def mark_all_read(*, user_id: int) -> int:
    """Mark all messages of an account as read, and return how many were unread."""
    return Message.objects.filter(recipient=user_id).unread().update(read_at=timezone.now())


def set_email_preferences(*, user_id: int, by_email: Mapping[MessageType, bool]) -> None:
    """Store which types of message an account wants by e-mail; other types stay as they are.

    Existing messages do not change. Receipts cannot be turned off: the database raises
    IntegrityError.
    """
    EmailPreference.objects.bulk_create(
        [
            EmailPreference(user_id=user_id, type=message_type, by_email=wanted)
            for message_type, wanted in by_email.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "type"],
        update_fields=["by_email"],
    )
