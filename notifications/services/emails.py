"""Send messages by e-mail."""

import smtplib
from collections.abc import Collection
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from events.api import PermanentFailure, TemporaryFailure, unit_of_work
from notifications import selectors
from notifications.models import Message, MessageType
from notifications.services.messages import publish_written


class EmailNotSent(TemporaryFailure):
    """The mail server is unavailable, or rejected an e-mail for now.

    It replaces the exceptions of smtplib, which quote addresses.
    """


def send_email(*, message: Message, order_link: str) -> None:
    """Send a message, outside any transaction, and record that it was sent.

    Raise EmailNotSent if the mail server does not accept it now, and PermanentFailure if it never
    will. If the process dies between the acceptance and the record, the e-mail is sent again with
    the same Message-ID.
    """
    email = build_email(message, order_link=order_link)
    unsent = Message.objects.filter(pk=message.pk).unsent()
    try:
        _send(email)
    except PermanentFailure:
        unsent.update(rejected_at=timezone.now())
        raise
    unsent.update(sent_at=timezone.now(), rejected_at=None)


def resend_emails(*, message_ids: Collection[UUID]) -> int:
    """Send the e-mails of these messages again, and return how many there are.

    Messages for the inbox only are left out, and so are e-mails that are waiting to be sent: a form
    that is submitted twice sends one e-mail.
    """
    with unit_of_work():
        chosen = Message.objects.filter(pk__in=message_ids, wants_email=True)
        finished = chosen.exclude(sent_at=None, rejected_at=None)
        ids = list(finished.select_for_update().values_list("pk", flat=True))
        emailed = Message.objects.filter(pk__in=ids)
        emailed.update(sent_at=None, rejected_at=None)
        publish_written(emailed)
    return len(ids)


def build_email(message: Message, *, order_link: str) -> EmailMultiAlternatives:
    """Return the e-mail of a message, with text, HTML and a Message-ID that never changes.

    `order_link` is absolute, or empty if there is no order.
    """
    unsubscribe = reverse("notifications:unsubscribe", args=[message.unsubscribe_token])
    unsubscribe_link = settings.SITE_URL + unsubscribe
    context = {
        **message.context,
        "message": message,
        "order_link": order_link,
        "site": settings.SITE_URL,
        "unsubscribe_link": unsubscribe_link,
    }
    text = render_to_string(selectors.text_template(message.type), context)
    html = render_to_string(selectors.html_template(message.type), context)
    context["body"] = text.partition("\n")[2].strip()
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    headers = {
        "Message-ID": f"<{message.pk}@{sender.rpartition('@')[2]}>",
        "Auto-Submitted": "auto-generated",
    }
    if message.type == MessageType.BACK_IN_STOCK:  # RFC 8058
        headers["List-Unsubscribe"] = f"<{unsubscribe_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMultiAlternatives(
        message.subject,
        render_to_string("notifications/email.txt", context),
        to=[message.email],
        headers=headers,
    )
    email.attach_alternative(
        render_to_string("notifications/email.html", {**context, "body": html}), "text/html"
    )
    return email


def _send(email: EmailMultiAlternatives) -> None:
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise _failure("recipient", max(codes)) from None
    except smtplib.SMTPDataError as error:
        raise _failure("message", error.smtp_code) from None
    # Before ValueError, which an invalid certificate and a password in Unicode also are.
    except (OSError, UnicodeError) as error:  # smtplib's exceptions are OSErrors
        reason = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}"
        raise EmailNotSent(reason.strip()) from None
    except ValueError:  # Django rejects an address that SMTP cannot transport
        raise PermanentFailure("The address cannot be used with SMTP.") from None


def _failure(part: str, code: int) -> EmailNotSent | PermanentFailure:
    """Return the exception for a reply code: 5xx is final, 4xx is temporary (RFC 5321)."""
    failure = PermanentFailure if code >= 500 else EmailNotSent
    return failure(f"The mail server rejected the {part} with code {code}.")
