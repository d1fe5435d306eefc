"""The receipt is sent when the parcel has left."""

import pytest
from django.core.mail import EmailMultiAlternatives

from events.models import Delivery, Status
from events.testing import deliver_all
from events.types import DURABLE
from notifications.models import Message
from orders import services
from orders.models import Order
from tests.orders import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    """A paid order of two mugs; all deliveries are done."""
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    order = shop.buy({"TALL-MUG": 2})
    deliver_all()
    return order


def messages(message_type: str) -> int:
    return Message.objects.filter(type=message_type).count()


def test_payment_sends_no_receipt(order: Order) -> None:
    assert messages("receipt") == 0


def test_shipping_sends_the_receipt(order: Order) -> None:
    Message.objects.all().delete()
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()

    assert (messages("receipt"), messages("shipped")) == (1, 1)


def test_receipt_contains_what_was_paid(
    order: Order, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    mailoutbox.clear()
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()

    receipts = [mail for mail in mailoutbox if mail.subject.startswith("Your receipt")]
    assert len(receipts) == 1, "the receipt was not sent with this event"
    assert order.number in receipts[0].subject
    body = str(receipts[0].body)
    assert "Tall mug: €24.00" in body
    assert "Total paid: €28.90" in body  # with shipping
    assert "packing" not in body


def test_repeated_delivery_sends_one_receipt(order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()
    Delivery.objects.filter(mode=DURABLE).update(status=Status.PENDING)
    deliver_all()

    assert messages("receipt") == 1


def test_cancelled_order_gets_no_receipt(order: Order) -> None:
    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert messages("receipt") == 0
