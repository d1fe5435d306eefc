"""Messages go out by e-mail: once, under one Message-ID, and are never lost."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from pytest_django import Settings

from events.models import Delivery
from events.testing import deliver_all, let_time_pass
from notifications import receivers, services
from notifications.models import Kind, Message
from orders.receivers import answer_order_link
from orders.signals import order_link
from tests.accounts.factories import UserFactory
from tests.notifications import stories
from tests.notifications.factories import MessageFactory
from tests.notifications.mail_server import mail_server, smtp
from tests.notifications.stories import hear

pytestmark = pytest.mark.django_db


def link_to(order_id: UUID) -> str:
    return f"https://shop.example/orders/{order_id}/signed"


def html_of(mail: EmailMultiAlternatives) -> str:
    return str(mail.alternatives[0][0])


def test_a_receipt_goes_out_as_text_and_html(mailoutbox: list[EmailMultiAlternatives]) -> None:
    hear(receivers.write_receipt, stories.completed())
    deliver_all()

    message, (mail,) = Message.objects.get(), mailoutbox
    assert mail.to == [stories.GUEST]
    assert mail.subject == "Your receipt for order S-1042"
    assert mail.extra_headers["Message-ID"] == f"<{message.pk}@signal-shop.example>"
    assert [kind for _, kind in mail.alternatives] == ["text/html"]
    for body in (str(mail.body), html_of(mail)):
        assert "Hello Grace Hopper," in body
        assert "Stoneware teapot" in body
        assert "€39.40" in body
        assert "€159.98" in body
    assert message.sent_at is not None


def test_a_message_that_was_sent_is_not_sent_again(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    message = MessageFactory.create(sent_at=timezone.now())

    services.send_email(message_id=message.pk, link_to_order=link_to)

    assert mailoutbox == []


def test_a_message_for_the_inbox_only_is_not_sent(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    message = MessageFactory.create(wants_email=False)

    services.send_email(message_id=message.pk, link_to_order=link_to)

    assert mailoutbox == []


def test_a_message_that_went_with_its_account_is_not_sent(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    ada = UserFactory.create()
    hear(receivers.tell_of_shipping, stories.shipped(customer_id=ada.pk))
    ada.delete()

    deliver_all()

    assert mailoutbox == []


def test_sent_again_it_carries_the_same_message_id(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    hear(receivers.tell_of_shipping, stories.shipped())
    deliver_all()

    assert services.send_again(Message.objects.all()) == 1
    deliver_all()

    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_the_link_to_the_order_is_made_when_the_mail_is_and_never_stored(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    hear(receivers.tell_of_shipping, stories.shipped())
    message = Message.objects.get()

    services.send_email(message_id=message.pk, link_to_order=link_to)

    (mail,) = mailoutbox
    assert link_to(stories.ORDER_ID) in str(mail.body)
    assert f'href="{link_to(stories.ORDER_ID)}"' in html_of(mail)
    message.refresh_from_db()
    assert "shop.example" not in str(message.context)


def test_without_an_answer_from_orders_the_mail_goes_without_a_link(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    hear(receivers.tell_of_shipping, stories.shipped())

    order_link.disconnect(answer_order_link)
    try:
        deliver_all()
    finally:
        order_link.connect(answer_order_link)

    (mail,) = mailoutbox
    assert "PIGEON-7" in str(mail.body)
    assert "See your order" not in f"{mail.body}{html_of(mail)}"


def test_with_an_answer_from_orders_the_link_opens_the_order(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    hear(receivers.tell_of_shipping, stories.shipped())
    deliver_all()

    (mail,) = mailoutbox
    assert "See your order:\nhttp://localhost:8000/orders/" in str(mail.body)


def test_a_name_with_line_breaks_adds_no_header(mailoutbox: list[EmailMultiAlternatives]) -> None:
    ada = UserFactory.create(is_staff=True)

    hear(receivers.warn_of_low_stock, stories.low(name="Tea\r\nBcc: everybody@example.com"))
    deliver_all()

    (mail,) = mailoutbox
    headers = mail.message()
    assert "\n" not in mail.subject
    assert headers["Bcc"] is None
    assert headers["To"] == ada.email


def test_a_very_long_name_is_cut_in_the_subject() -> None:
    UserFactory.create(is_staff=True)

    hear(receivers.warn_of_low_stock, stories.low(name="Teapot " * 60))

    assert len(Message.objects.get().subject) <= 150


def test_a_real_mail_server_gets_both_bodies_and_the_message_id(
    settings: Settings,
) -> None:
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)
        hear(receivers.write_receipt, stories.completed(name="Zoë Ångström"))
        deliver_all()

    (received,) = server.received
    message = Message.objects.get()
    assert received["Message-ID"] == f"<{message.pk}@signal-shop.example>"
    assert received["Subject"] == "Your receipt for order S-1042"
    assert received["To"] == stories.GUEST
    assert received.get_content_type() == "multipart/alternative"
    bodies = {part.get_content_type(): part.get_content() for part in received.iter_parts()}
    assert set(bodies) == {"text/plain", "text/html"}
    assert all("Hello Zoë Ångström," in body for body in bodies.values())


@pytest.mark.usefixtures("failing_receivers")
def test_a_mail_server_that_is_busy_delays_and_loses_nothing(settings: Settings) -> None:
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)
        server.refusing = True
        hear(receivers.tell_of_shipping, stories.shipped())
        deliver_all(failures=True)

        delivery = Delivery.objects.get(receiver="notifications.send_email")
        assert (delivery.status, delivery.attempts) == ("pending", 1)
        assert "busy, try again later" in delivery.last_error
        assert Message.objects.get().sent_at is None
        assert server.received == []

        server.refusing = False
        let_time_pass(timedelta(minutes=1))
        deliver_all()
        deliver_all()

    assert len(server.received) == 1
    assert Message.objects.get().sent_at is not None


@pytest.mark.usefixtures("failing_receivers")
def test_a_mail_server_that_is_away_leaves_the_inbox_complete(settings: Settings) -> None:
    with mail_server() as server:
        settings.MAILERS = smtp(server.port)  # closed again when the block ends
    ada = UserFactory.create()

    hear(receivers.tell_of_shipping, stories.shipped(customer_id=ada.pk))
    deliver_all(failures=True)

    assert Message.objects.get(recipient=ada, kind=Kind.SHIPPED).sent_at is None
    assert Delivery.objects.get(receiver="notifications.send_email").status == "pending"
