"""What customers are told. Written with what it tells of, sent later: mail servers are slow."""

import logging

from django.core.mail import send_mail
from django.utils import timezone

from examples.twin.models import Message, Order

logger = logging.getLogger(__name__)

SUBJECTS = {"receipt": "Your receipt", "cancelled": "Your order was cancelled"}


def write(order: Order, kind: str) -> None:
    """Write a message, once of each kind. Call it in the transaction that it tells of."""
    Message.objects.get_or_create(order=order, kind=kind)


def send_waiting() -> int:
    """Send what is written and unsent; what fails waits for the next time. How many went out."""
    sent = 0
    for message in Message.objects.filter(sent_at=None).select_related("order"):
        try:
            send_mail(SUBJECTS[message.kind], str(message.order), None, [message.order.email])
        except OSError:
            logger.exception("Not sent: %s", message)
            continue
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
        sent += 1
    return sent
