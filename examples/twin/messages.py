"""Messages to customers: written with the change that they report, sent after the commit."""

import logging

from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from examples.twin.models import Message, Order, Preference

logger = logging.getLogger(__name__)

ALWAYS_BY_EMAIL = {"receipt"}
SUBJECTS = {
    "receipt": "Your receipt for order {order.number}",
    "points": "You earned points",
    "tier": "You reached a new tier",
    "cancelled": "Your order was cancelled",
}


def write(order: Order, kind: str) -> None:
    """Write a message, once of each kind. Call it in the transaction of the change."""
    message = Message(order=order, kind=kind, by_email=_wants_email(order, kind))
    Message.objects.bulk_create([message], ignore_conflicts=True)
    logger.info("message written", extra={"order_id": str(order.pk), "kind": kind})


def send_waiting() -> int:
    """Send all unsent messages and return how many were sent; failed ones stay unsent."""
    sent = 0
    waiting = Message.objects.filter(by_email=True, sent_at=None).order_by("pk")
    for message in waiting.select_related("order").prefetch_related("order__lines"):
        try:
            _send(message)
        except OSError:
            logger.exception("Not sent: %s", message)
            continue
        Message.objects.filter(pk=message.pk).update(sent_at=timezone.now())
        sent += 1
    return sent


def _wants_email(order: Order, kind: str) -> bool:
    if order.customer_id is None or kind in ALWAYS_BY_EMAIL:
        return True
    declined = Preference.objects.filter(customer_id=order.customer_id, kind=kind, by_email=False)
    return not declined.exists()


def _send(message: Message) -> None:
    order = message.order
    subject = SUBJECTS[message.kind].format(order=order)
    context = {"subject": subject, "order": order}
    text = render_to_string(f"twin/{message.kind}.txt", context)
    html = render_to_string(f"twin/{message.kind}.html", context)
    send_mail(subject, text, None, [order.email], html_message=html)
