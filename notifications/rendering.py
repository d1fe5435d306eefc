"""What a message looks like: its subject, its body on the site, its e-mail.

A kind has two templates in `notifications/kinds/`: the text, whose first line is the subject,
and the HTML, which the site shows as it is and the e-mail wraps in a letter.
"""

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from notifications import links
from notifications.models import Kind, Message

LONGEST_SUBJECT = 150


def subject(kind: Kind, context: dict[str, Any]) -> str:
    """One line without control characters, whatever the names in it hold."""
    first_line = render_to_string(_text_of(kind), context).partition("\n")[0]
    return Truncator(" ".join(first_line.split())).chars(LONGEST_SUBJECT)


def body_on_site(message: Message) -> SafeString:
    """The HTML of a message as its recipient sees it in the inbox."""
    order_link = f"/orders/{message.order_id}/" if message.order_id else ""
    return render_to_string(_html_of(message.kind), {**message.context, "order_link": order_link})


def email(message: Message, *, order_link: str) -> EmailMultiAlternatives:
    """The e-mail of a message: text and HTML, and the same Message-ID every time.

    `order_link` is absolute; empty where there is no order or nobody knows the way to it.
    """
    context = {
        **message.context,
        "message": message,
        "reader": _reader(message),
        "order_link": order_link,
        "site": links.site(),
        "stop_link": links.stop_link(message),
    }
    text = render_to_string(_text_of(message.kind), context).partition("\n")[2].strip()
    html = render_to_string(_html_of(message.kind), context)
    mail = EmailMultiAlternatives(
        message.subject,
        render_to_string("notifications/mail.txt", {**context, "body": text}),
        to=[message.email],
        headers={"Message-ID": _message_id(message), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(
        render_to_string("notifications/mail.html", {**context, "body": html}), "text/html"
    )
    if message.kind == Kind.BACK_IN_STOCK:  # RFC 8058: mail programs offer "unsubscribe"
        mail.extra_headers["List-Unsubscribe"] = f"<{context['stop_link']}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _reader(message: Message) -> str:
    """Return the name that was given with the order; accounts have no name."""
    return str(message.context["name"]) if "number" in message.context else ""


def _message_id(message: Message) -> str:
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{message.pk}@{sender.rpartition('@')[2]}>"


def _text_of(kind: str) -> str:
    return f"notifications/kinds/{kind}.txt"


def _html_of(kind: str) -> str:
    return f"notifications/kinds/{kind}.html"
