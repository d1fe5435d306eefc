"""What an account does with its inbox: it reads, and it chooses."""

from collections.abc import Mapping

from django.utils import timezone

from notifications.models import Kind, Message, Preference


def mark_read(message: Message) -> None:
    """Remember when a message was first opened."""
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])


def mark_all_read(user_id: int) -> int:
    """Mark every unread message of an account as read; how many there were."""
    unread = Message.objects.filter(recipient=user_id, read_at__isnull=True)
    return unread.update(read_at=timezone.now())


def choose_email(user_id: int, wanted: Mapping[Kind, bool]) -> None:
    """Keep which kinds an account wants by e-mail; kinds left out stay as they are.

    Messages that have been written are not touched. The receipt cannot be turned off: the
    database refuses it with an IntegrityError.
    """
    Preference.objects.bulk_create(
        [
            Preference(user_id=user_id, kind=kind, by_email=by_email)
            for kind, by_email in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["by_email"],
    )
