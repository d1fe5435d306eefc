"""A confirmed address brings the orders that its owner placed as a guest, and their points."""

from dataclasses import replace

import pytest

from accounts.signals import EmailConfirmed, email_confirmed
from events.api import unit_of_work
from events.testing import deliver_all
from orders import services as orders
from orders.models import Order
from tests.accounts.factories import UserFactory
from tests.loyalty.factories import balance, ledger
from tests.orders import shop

pytestmark = pytest.mark.django_db(transaction=True)

CONTACT = replace(shop.ADA, email="ada.lovelace@example.com")


@pytest.fixture(autouse=True)
def _teapots() -> None:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.50")


def confirm_address() -> int:
    """Let the owner of the address confirm it in a new account; return the customer's id."""
    user = UserFactory.create(email=CONTACT.email)
    with unit_of_work():
        email_confirmed.publish(EmailConfirmed(customer_id=user.pk))
    deliver_all()
    return int(user.pk)


def test_confirmed_address_brings_the_guest_orders() -> None:
    order = shop.place({"TEAPOT": 1}, contact=CONTACT)
    customer_id = confirm_address()
    assert Order.objects.get(pk=order.pk).customer_id == customer_id


def test_paid_guest_order_earns_points_until_it_is_refunded() -> None:
    order = shop.buy({"TEAPOT": 2}, contact=CONTACT)
    customer_id = confirm_address()
    assert ledger(customer_id) == [("award", 41)]

    orders.refund_order(order_id=order.pk, lines={"TEAPOT": 1}, resaleable=True)
    deliver_all()
    assert balance(customer_id) == 20
    orders.cancel_order(order_id=order.pk, reason="customer")
    deliver_all()
    assert balance(customer_id) == 0


def test_guest_order_that_is_paid_in_the_account_earns_points_once() -> None:
    order = shop.charge(shop.place({"TEAPOT": 2}, shop.DECLINED, contact=CONTACT))
    customer_id = confirm_address()
    assert ledger(customer_id) == []

    orders.pay_order(order_id=order.pk, token=shop.token())
    deliver_all()
    assert ledger(customer_id) == [("award", 41)]


def test_cancelled_guest_order_earns_no_points() -> None:
    order = shop.buy({"TEAPOT": 2}, contact=CONTACT)
    orders.cancel_order(order_id=order.pk, reason="staff")
    customer_id = confirm_address()
    assert ledger(customer_id) == []


def test_closed_account_gets_no_orders() -> None:
    order = shop.buy({"TEAPOT": 2}, contact=CONTACT)
    orders.join_guest_orders(customer_id=UserFactory.create().pk + 1)
    assert Order.objects.get(pk=order.pk).customer_id is None
