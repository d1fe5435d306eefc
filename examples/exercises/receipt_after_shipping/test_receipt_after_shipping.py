"""The receipt is written when the parcel has left."""

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
    """Two mugs, paid; everything that follows has been delivered."""
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    order = shop.buy({"TALL-MUG": 2})
    deliver_all()
    return order


def told(kind: str) -> int:
    return Message.objects.filter(type=kind).count()


def test_it_is_not_written_when_the_order_is_paid(order: Order) -> None:
    assert told("receipt") == 0


def test_it_is_written_when_the_parcel_has_left(order: Order) -> None:
    Message.objects.all().delete()
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()

    assert (told("receipt"), told("shipped")) == (1, 1)


def test_it_says_what_was_paid(order: Order, mailoutbox: list[EmailMultiAlternatives]) -> None:
    mailoutbox.clear()
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()

    receipts = [mail for mail in mailoutbox if mail.subject.startswith("Your receipt")]
    assert len(receipts) == 1, "the receipt came at another time"
    assert order.number in receipts[0].subject
    body = str(receipts[0].body)
    assert "Tall mug: 24.00\N{NO-BREAK SPACE}€" in body
    assert "28.90\N{NO-BREAK SPACE}€" in body  # with the delivery
    assert "we are packing it" not in body


def test_it_comes_once_even_if_it_is_delivered_twice(order: Order) -> None:
    services.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    deliver_all()
    Delivery.objects.filter(mode=DURABLE).update(status=Status.PENDING)
    deliver_all()

    assert told("receipt") == 1


def test_an_order_that_never_leaves_has_none(order: Order) -> None:
    services.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()

    assert told("receipt") == 0
