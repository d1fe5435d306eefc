"""Messages are sent by e-mail."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from events.api import unit_of_work
from notifications import rendering
from notifications.models import Message
from notifications.signals import MessageWritten, message_written


def send_email(*, message_id: UUID, link_to_order: Callable[[UUID], str]) -> None:
    """Send a message that has not been sent, outside any transaction.

    `link_to_order` makes an absolute link from an order's id, or an empty string; it is asked
    now, so that no link is ever stored. Nothing is sent where the message is gone with its
    account. Raises what the mail server refuses with (OSError, smtplib.SMTPException); the
    message then waits for the next try. Where the process dies between the sending and its
    mark, the e-mail goes out again under the same Message-ID, so that mail programs show one.
    """
    waiting = Message.objects.filter(pk=message_id, wants_email=True, sent_at__isnull=True)
    message = waiting.select_related("recipient").first()
    if message is None:
        return
    order_link = link_to_order(message.order_id) if message.order_id else ""
    rendering.email(message, order_link=order_link).send()
    waiting.update(sent_at=timezone.now())


def send_again(messages: QuerySet[Message]) -> int:
    """Have the e-mails of these messages sent once more; how many there are.

    Those that their recipient wants here only are left out.
    """
    with unit_of_work():
        ids = list(messages.filter(wants_email=True).values_list("pk", flat=True))
        Message.objects.filter(pk__in=ids).update(sent_at=None)
        for message_id in ids:
            message_written.publish(MessageWritten(message_id=message_id))
    return len(ids)
