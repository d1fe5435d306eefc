"""Messages in the whole shop: real orders, stock and points."""

import pytest
from django.test import Client

from accounts.models import User
from events.testing import deliver_all
from inventory.services import receive_stock
from notifications.models import Message
from orders import services as orders
from tests.accounts.factories import UserFactory
from tests.notifications.factories import StaffFactory, StockAlertFactory
from tests.notifications.mail_server import Outbox
from tests.orders import shop

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _shelf() -> None:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")


def types(recipient: User) -> list[str]:
    return sorted(Message.objects.filter(recipient=recipient).values_list("type", flat=True))


def test_customer_gets_a_message_at_every_step(mailoutbox: Outbox) -> None:
    customer = UserFactory.create()

    order = shop.buy({"TALL-MUG": 2}, customer_id=customer.pk)
    orders.ship_order(order_id=order.pk, tracking_number="PP-4711")
    orders.deliver_order(order_id=order.pk)
    orders.refund_order(order_id=order.pk, lines={"TALL-MUG": 1}, resaleable=True)
    deliver_all()

    assert types(customer) == ["delivered", "points", "receipt", "refunded", "shipped"]
    assert len(mailoutbox) == 5
    receipt = next(email for email in mailoutbox if email.subject.startswith("Your receipt"))
    assert receipt.subject == f"Your receipt for order {order.number}"
    assert "€28.90" in str(receipt.body)  # two mugs and the shipping fee


def test_link_in_an_email_opens_the_order_of_a_guest(client: Client, mailoutbox: Outbox) -> None:
    order = shop.buy({"TALL-MUG": 1})
    deliver_all()
    assert client.get(f"/orders/{order.pk}/").status_code == 404

    (email,) = mailoutbox
    link = next(line for line in str(email.body).splitlines() if "/orders/" in line)
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)

    assert page.status_code == 200
    assert f"Your receipt for order {order.number}" in page.content.decode()


def test_declined_payment_sends_no_email(mailoutbox: Outbox) -> None:
    shop.place({"TALL-MUG": 1}, shop.DECLINED)
    deliver_all()

    assert mailoutbox == []


@pytest.mark.django_db(transaction=True)  # cached pages are invalidated after the commit
def test_stock_messages_follow_the_stock(client: Client, mailoutbox: Outbox) -> None:
    staff = StaffFactory.create()
    shop.put_on_shelf("BRASS-TELESCOPE", name="Brass telescope", price="129.00", pieces=1)
    form = 'action="/notifications/back-in-stock/"'
    assert form not in client.get("/products/brass-telescope/").content.decode()

    shop.buy({"BRASS-TELESCOPE": 1})
    deliver_all()
    assert types(staff) == ["sold_out"]
    assert form in client.get("/products/brass-telescope/").content.decode()

    alert = StockAlertFactory.create(sku="BRASS-TELESCOPE")
    receive_stock(sku="BRASS-TELESCOPE", quantity=3)
    deliver_all()
    assert mailoutbox[-1].to == [alert.email]
    assert mailoutbox[-1].subject == "Back in stock: Brass telescope"
