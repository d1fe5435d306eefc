"""With the real shop around it: an order, a shelf and a ledger that announce for themselves."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from accounts.models import User
from events.testing import deliver_all
from inventory.services import receive_stock
from notifications.models import Message
from orders import services as orders
from tests.accounts.factories import UserFactory
from tests.notifications.factories import StaffFactory, SubscriptionFactory
from tests.orders import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    """A customer with an account."""
    customer: User = UserFactory.create()
    return customer


def told(recipient: User | None) -> list[str]:
    kinds = (
        Message.objects.filter(recipient=recipient).order_by("id").values_list("kind", flat=True)
    )
    return sorted(kinds)


def test_a_customer_is_told_of_the_whole_life_of_an_order(
    ada: User, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")

    order = shop.buy({"TALL-MUG": 2}, customer_id=ada.pk)
    orders.ship_order(order_id=order.pk, tracking_number="PIGEON-7")
    orders.deliver_order(order_id=order.pk)
    orders.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)
    deliver_all()

    assert told(ada) == ["delivered", "points", "receipt", "refunded", "shipped"]
    assert len(mailoutbox) == 5
    receipt = next(mail for mail in mailoutbox if mail.subject.startswith("Your receipt"))
    assert f"Your receipt for order {order.number}" == receipt.subject
    assert "€28.90" in str(receipt.body)  # two mugs and the delivery


def test_the_link_in_a_guests_mail_opens_the_order(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    order = shop.buy({"TALL-MUG": 1})
    deliver_all()
    assert client.get(f"/orders/{order.pk}/").status_code == 404

    (mail,) = mailoutbox
    link = next(line for line in str(mail.body).splitlines() if "/orders/" in line)
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)

    assert page.status_code == 200
    assert order.number in page.content.decode()
    assert "What we told you" in page.content.decode()
    assert f"Your receipt for order {order.number}" in page.content.decode()


def test_a_declined_payment_is_told_with_the_reason(
    mailoutbox: list[EmailMultiAlternatives],
) -> None:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")

    shop.pay(shop.place({"TALL-MUG": 1}).order, shop.DECLINED)
    deliver_all()

    (mail,) = mailoutbox
    assert "Your bank declined the payment" in str(mail.body)


@pytest.mark.django_db(transaction=True)  # the shelf forgets its cached page on commit
def test_staff_hear_of_the_last_piece_and_who_waits_of_the_next(
    client: Client, mailoutbox: list[EmailMultiAlternatives]
) -> None:
    keeper = StaffFactory.create()
    shop.put_on_shelf("BRASS-TELESCOPE", name="Brass telescope", price="129.00", pieces=1)
    in_stock = client.get("/products/brass-telescope/").content.decode()
    assert "Tell me when it" not in in_stock

    shop.buy({"BRASS-TELESCOPE": 1})
    deliver_all()
    assert told(keeper) == ["sold_out"]
    sold_out = client.get("/products/brass-telescope/").content.decode()
    assert 'action="/notifications/back-in-stock/"' in sold_out

    waiting = SubscriptionFactory.create(sku="BRASS-TELESCOPE")
    receive_stock(sku="BRASS-TELESCOPE", quantity=3)
    deliver_all()
    assert mailoutbox[-1].to == [waiting.email]
    assert mailoutbox[-1].subject == "Back in stock: Brass telescope"
