"""Read the e-mails that the shop sent to a customer."""

import re

from django.core import mail

from events.testing import deliver_all


def sent_to(email: str) -> list[mail.EmailMessage]:
    """Let the worker send what is due; return the e-mails to this address."""
    deliver_all()
    return [message for message in mail.outbox if message.to == [email]]


def link_in(message: mail.EmailMessage) -> str:
    """Return the path of the link in an e-mail."""
    found = re.search(r"http://localhost:8000(/\S+)", str(message.body))
    assert found is not None, message.body
    return found[1]
