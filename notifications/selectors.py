"""What can be asked about messages."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from notifications import links
from notifications.models import STAFF_KINDS, Kind, Message, Preference

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage:
    """Some messages, the newest first; `older` is where the next page begins, if there is one."""

    messages: list[Message]
    older: UUID | None


def inbox_page(user_id: int, *, before: UUID | None = None) -> InboxPage:
    """A page of an account's messages: the newest, or those before a message."""
    found = Message.objects.filter(recipient=user_id).order_by("-id").defer("context")
    if before is not None:
        found = found.filter(pk__lt=before)
    messages = list(found[: PAGE_SIZE + 1])
    more = len(messages) > PAGE_SIZE
    return InboxPage(
        messages=messages[:PAGE_SIZE], older=messages[PAGE_SIZE - 1].pk if more else None
    )


def unread_count(user_id: int) -> int:
    """How many messages of an account have not been opened."""
    return Message.objects.filter(recipient=user_id, read_at__isnull=True).count()


def told_about(order_id: UUID) -> list[Message]:
    """What was written about an order, the oldest first, without what it says."""
    return list(Message.objects.filter(order_id=order_id).order_by("id").defer("context"))


def staff_ids() -> QuerySet[Any, int]:
    """Return the ids of the accounts that get the messages for staff."""
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    return staff.values_list("pk", flat=True)


def accounts_without_email(kind: Kind, user_ids: Collection[int | None]) -> set[int]:
    """Which of these accounts want messages of this kind in their inbox only."""
    unwanted = Preference.objects.filter(kind=kind, by_email=False, user__in=user_ids)
    return set(unwanted.values_list("user_id", flat=True))


def email_choices(*, user_id: int, is_staff: bool) -> dict[Kind, bool]:
    """For every kind that an account may get: whether it wants it by e-mail, too."""
    chosen = dict(Preference.objects.filter(user=user_id).values_list("kind", "by_email"))
    kinds = [kind for kind in Kind if is_staff or kind not in STAFF_KINDS]
    return {kind: chosen.get(kind.value, True) for kind in kinds}


def email_of(user_id: int | None) -> str:
    """The address of an account; empty for a visitor, or where it has none."""
    if user_id is None:
        return ""
    return get_user_model().objects.filter(pk=user_id).values_list("email", flat=True).first() or ""


def email_behind(token: str) -> str | None:
    """The address that the message with this stop link was sent to; None if there is none."""
    message_id = links.message_of(token)
    if message_id is None:
        return None
    return Message.objects.filter(pk=message_id).values_list("email", flat=True).first()
