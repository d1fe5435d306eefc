"""Messages to customers: written with the change that they report, sent after the commit."""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from examples.twin.models import Message, Order

logger = logging.getLogger(__name__)

SUBJECTS = {
    "receipt": "Your receipt",
    "points": "You earned points",
    "cancelled": "Your order was cancelled",
}


def write(order: Order, kind: str) -> None:
    """Write a message, once of each kind. Call it in the transaction of the change."""
    Message.objects.bulk_create([Message(order=order, kind=kind)], ignore_conflicts=True)
    logger.info("message written", extra={"order_id": str(order.pk), "kind": kind})


def send_waiting() -> int:
    """Send all unsent messages and return how many were sent; failed ones stay unsent."""
    sent = 0
    for message in Message.objects.filter(sent_at=None).select_related("order"):
        try:
            _send(message)
        except OSError:
            logger.exception("Not sent: %s", message)
            continue
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
        sent += 1
    return sent


def _send(message: Message) -> None:
    subject, order = SUBJECTS[message.kind], message.order
    context = {"subject": subject, "order": order}
    text = render_to_string(f"twin/{message.kind}.txt", context)
    html = render_to_string(f"twin/{message.kind}.html", context)
    send_mail(subject, text, None, [order.email], html_message=html)
