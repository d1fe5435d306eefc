"""E-mails are sent once, under one Message-ID, and never lost."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from ssl import SSLCertVerificationError
from unittest.mock import Mock

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings

from events.delivery.maintenance import retry_failed
from events.models import Delivery
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from notifications import receivers, services
from notifications.models import Message, MessageType
from orders.signals import order_link
from tests.accounts.factories import UserFactory
from tests.notifications.factories import MessageFactory
from tests.notifications.mail_server import MailServer, Outbox, mail_server, smtp
from tests.order_events import GUEST_EMAIL, ORDER_ID, ordered_line, receive
from tests.order_events.factories import CompletedFactory, ShippedFactory

pytestmark = pytest.mark.django_db

ORDER_LINK = f"https://shop.example/orders/{ORDER_ID}/signed"


def html_of(email: EmailMultiAlternatives) -> str:
    return str(email.alternatives[0][0])


def delivery() -> Delivery:
    return Delivery.objects.get(receiver="notifications.send_email")


@pytest.fixture
def server(settings: Settings) -> Iterator[MailServer]:
    """The mail server of the shop."""
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)
        yield server


def send_message() -> None:
    """Send a guest the message that an order is on its way; the mail server can refuse it."""
    receive(receivers.notify_shipped, ShippedFactory.build())
    deliver_all(failures=True)


def test_receipt_is_sent_as_text_and_html(mailoutbox: Outbox) -> None:
    receive(receivers.send_receipt, CompletedFactory.build(lines=(ordered_line(),)))
    deliver_all()

    message, (email,) = Message.objects.get(), mailoutbox
    assert email.to == [GUEST_EMAIL]
    assert email.subject == "Your receipt for order S-1042"
    assert email.extra_headers["Message-ID"] == f"<{message.pk}@signal-shop.example>"
    assert [content_type for _, content_type in email.alternatives] == ["text/html"]
    for body in (str(email.body), html_of(email)):
        assert "Hello," in body
        assert "Brass telescope" in body
        assert "€129.00" in body
    assert message.sent_at is not None


def test_sent_message_is_not_sent_again(mailoutbox: Outbox) -> None:
    receive(receivers.notify_shipped, ShippedFactory.build())
    Message.objects.update(sent_at=timezone.now())

    deliver_all()

    assert mailoutbox == []


def test_message_of_a_deleted_account_is_not_sent(mailoutbox: Outbox) -> None:
    customer = UserFactory.create()
    receive(receivers.notify_shipped, ShippedFactory.build(customer_id=customer.pk))
    customer.delete()

    deliver_all()

    assert mailoutbox == []


def test_resent_email_keeps_its_message_id(mailoutbox: Outbox) -> None:
    receive(receivers.notify_shipped, ShippedFactory.build())
    deliver_all()

    ids = [message.pk for message in Message.objects.all()]
    assert services.resend_emails(message_ids=ids) == 1
    assert services.resend_emails(message_ids=ids) == 0  # submitted twice
    deliver_all()

    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_order_link_is_not_stored(mailoutbox: Outbox) -> None:
    message = MessageFactory.create(order_id=ORDER_ID)

    services.send_email(message=message, order_link=ORDER_LINK)

    (email,) = mailoutbox
    assert ORDER_LINK in str(email.body)
    assert f'href="{ORDER_LINK}"' in html_of(email)
    message.refresh_from_db()
    assert "shop.example" not in str(message.context)


def test_email_without_an_order_link_is_sent(
    mailoutbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(order_link, "ask", lambda _: [])
    receive(receivers.notify_shipped, ShippedFactory.build())
    deliver_all()

    (email,) = mailoutbox
    assert "PP-4711" in str(email.body)
    assert "View your order" not in f"{email.body}{html_of(email)}"


def test_mail_server_receives_both_bodies(server: MailServer) -> None:
    receive(receivers.send_receipt, CompletedFactory.build())
    deliver_all()

    (received,) = server.received
    assert received["Message-ID"] == f"<{Message.objects.get().pk}@signal-shop.example>"
    assert received["Subject"] == "Your receipt for order S-1042"
    assert received["To"] == GUEST_EMAIL
    assert received.get_content_type() == "multipart/alternative"
    bodies = {part.get_content_type(): part.get_content() for part in received.iter_parts()}
    assert set(bodies) == {"text/plain", "text/html"}


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize(
    "replies",
    [
        {"RCPT": "451 <grace@example.com>: try again later"},
        {"MAIL": "550 grace@example.com is not allowed"},
        {"DATA": "452 grace@example.com: mailbox full"},
    ],
    ids=str,
)
def test_temporary_failure_delays_the_email(server: MailServer, replies: dict[str, str]) -> None:
    server.replies = replies
    send_message()

    assert (delivery().status, delivery().attempts) == ("pending", 1)
    assert re.search(r"EmailNotSent: .*(450|451|452|550)", delivery().last_error)
    assert "grace" not in delivery().last_error
    assert Message.objects.get().sent_at is None

    server.replies = {}
    let_time_pass(timedelta(minutes=1))
    deliver_all()
    deliver_all()

    assert len(server.received) == 1
    assert Message.objects.get().sent_at is not None


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize(
    "replies",
    [
        {"RCPT": "550 <grace@example.com>: no such user"},
        {"DATA": "554 grace@example.com: looks like spam"},
    ],
    ids=str,
)
def test_final_rejection_fails_the_delivery(
    server: MailServer, replies: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    server.replies = replies

    send_message()

    assert (delivery().status, delivery().attempts) == ("failed", 1)
    assert "with code 55" in delivery().last_error
    assert Message.objects.get().rejected_at is not None
    assert "grace" not in delivery().last_error + caplog.text

    server.replies = {}  # the server was wrong: it is repaired
    retry_failed()
    deliver_all()
    assert len(server.received) == 1
    assert (Message.objects.get().rejected_at, delivery().status) == (None, "done")


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize(
    ("host", "reason"),
    [("127.0.0.1", "ConnectionRefusedError"), ("mail.invalid", "gaierror")],
)
def test_reason_of_an_unsent_email_is_stored(settings: Settings, host: str, reason: str) -> None:
    settings.MAILERS = smtp(1, host=host)
    send_message()
    assert delivery().last_error.endswith(f"EmailNotSent: {reason}")


@pytest.mark.usefixtures("failing_receivers", "server")
def test_address_that_smtp_cannot_transport_is_rejected() -> None:
    receive(receivers.notify_shipped, ShippedFactory.build(email="zoë@example.com"))
    deliver_all(failures=True)

    assert (delivery().status, delivery().attempts) == ("failed", 1)
    assert "zoë" not in delivery().last_error


@pytest.mark.usefixtures("failing_receivers", "server")
@pytest.mark.parametrize(
    "error",
    [
        SSLCertVerificationError(1, "certificate has expired"),
        UnicodeEncodeError("ascii", "a password", 0, 1, "ordinal not in range"),
    ],
)
def test_wrong_setting_delays_the_email(monkeypatch: pytest.MonkeyPatch, error: ValueError) -> None:
    monkeypatch.setattr("smtplib.SMTP.ehlo_or_helo_if_needed", Mock(side_effect=error))
    send_message()
    assert delivery().status == "pending"
    assert delivery().last_error.endswith(f"EmailNotSent: {type(error).__name__}")


def be_silent(server: MailServer) -> None:
    server.silent = True


def be_slow(server: MailServer) -> None:
    server.seconds_per_byte = 0.1


@pytest.mark.usefixtures("failing_receivers")
@pytest.mark.parametrize("misbehave", [be_silent, be_slow])
def test_deadline_limits_the_whole_conversation(
    settings: Settings, server: MailServer, misbehave: Callable[[MailServer], None]
) -> None:
    settings.MAILERS = smtp(server.port, timeout=0.5, deadline=1)
    misbehave(server)
    started = time.monotonic()

    send_message()

    assert time.monotonic() - started < 20  # all of the slow conversation takes minutes
    assert delivery().status == "pending"
    assert "EmailNotSent" in delivery().last_error


@pytest.mark.usefixtures("failing_receivers")
def test_inbox_is_complete_without_a_mail_server(settings: Settings) -> None:
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)  # closed when the block ends
    customer = UserFactory.create()

    receive(receivers.notify_shipped, ShippedFactory.build(customer_id=customer.pk))
    deliver_all(failures=True)

    assert Message.objects.get(recipient=customer, type=MessageType.SHIPPED).sent_at is None
    assert delivery().status == "pending"


def test_slow_mail_server_delays_mail_only() -> None:
    queues = {each.receiver: each.queue for each in registry.subscriptions.values()}

    assert queues["notifications.send_email"] == "mail"
    assert queues["notifications.send_receipt"] == "default"
