"""Write messages: one per event, recipient and type, even if the event is delivered again."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Protocol
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.text import Truncator

from events.api import unit_of_work
from notifications import selectors
from notifications.models import Message, MessageType
from notifications.signals import MessageWritten, message_written

MAX_SUBJECT_LENGTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An account, a guest's address, or an account at the address of its order.

    `event_id` identifies what causes the message: an event, or the recipient's stock alert.
    Without `wants_email`, the message is for the inbox only.
    """

    email: str
    user_id: int | None = None
    event_id: UUID
    wants_email: bool = True


class OrderEvent(Protocol):
    """The fields that all events of an order have in common."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def order_id(self) -> UUID: ...
    @property
    def customer_id(self) -> int | None: ...
    @property
    def email(self) -> str: ...


def notify_customer(message_type: MessageType, event: OrderEvent, *, event_id: UUID) -> None:
    """Write a message to the customer of an order, at the address given with the order.

    If the customer's account was deleted, they are notified as a guest.
    """
    user_id, wants_email = None, True
    if event.customer_id is not None:
        for account in _accounts(message_type).filter(pk=event.customer_id):
            user_id, wants_email = account.pk, account.wants_email
    # Leave out the name. The address is not confirmed, so the e-mail must not contain text
    # that the customer chose.
    context = asdict(event)
    for personal in ("customer_id", "email", "name"):
        del context[personal]
    recipient = Recipient(
        email=event.email, user_id=user_id, event_id=event_id, wants_email=wants_email
    )
    write_messages(message_type, context, [recipient], order_id=event.order_id)


def notify_account(
    message_type: MessageType,
    context: dict[str, Any],
    *,
    event_id: UUID,
    user_id: int,
    order_id: UUID | None = None,
) -> None:
    """Write a message to an account, unless it was deleted."""
    accounts = _accounts(message_type).filter(pk=user_id)
    write_messages(message_type, context, _recipients(accounts, event_id), order_id=order_id)


def notify_staff(
    message_type: MessageType, context: dict[str, Any], *, permission: str, event_id: UUID
) -> None:
    """Write a message to each staff member who has the permission."""
    staff = selectors.with_email_choice(selectors.staff_with_permission(permission), message_type)
    write_messages(message_type, context, _recipients(staff, event_id))


def _accounts(message_type: MessageType) -> QuerySet[Any]:
    accounts = get_user_model().objects.only("email")
    return selectors.with_email_choice(accounts, message_type)


def _recipients(accounts: QuerySet[Any], event_id: UUID) -> list[Recipient]:
    return [
        Recipient(
            email=account.email,
            user_id=account.pk,
            event_id=event_id,
            wants_email=account.wants_email,
        )
        for account in accounts
    ]


def write_messages(
    message_type: MessageType,
    context: dict[str, Any],
    recipients: Iterable[Recipient],
    *,
    order_id: UUID | None = None,
) -> None:
    """Write the same message to all recipients, and publish it for those who want an e-mail.

    A recipient who has a message of this type for the event gets no second one. The number of
    statements does not depend on the number of recipients, except for the published events.
    """
    subject = _render_subject(message_type, context)
    messages = [
        Message(
            type=message_type,
            recipient_id=recipient.user_id,
            email=recipient.email,
            wants_email=bool(recipient.email) and recipient.wants_email,
            subject=subject,
            context=context,
            order_id=order_id,
            event_id=recipient.event_id,
        )
        for recipient in recipients
    ]
    with unit_of_work():
        Message.objects.bulk_create(messages, ignore_conflicts=True)
        # A message that conflicted with an existing one was not inserted: its id is not found.
        wanted = [message.pk for message in messages if message.wants_email]
        publish_written(Message.objects.filter(pk__in=wanted))


def publish_written(unsent: QuerySet[Message]) -> None:
    """Publish `message_written` for each of the messages, so that a worker sends its e-mail."""
    for message_id in unsent.order_by("pk").values_list("pk", flat=True):
        message_written.publish(MessageWritten(message_id=message_id))


def _render_subject(message_type: MessageType, context: dict[str, Any]) -> str:
    """Return the first line of the text template, without control characters."""
    text = render_to_string(selectors.text_template(message_type), context)
    return Truncator(" ".join(text.partition("\n")[0].split())).chars(MAX_SUBJECT_LENGTH)
