"""Orders of more than 500.00 need an account."""

import pytest
from django.test import Client

from events.models import Refusal, StoredEvent
from inventory.models import Stock
from orders.models import Order
from tests.accounts.factories import UserFactory
from tests.orders import shop
from tests.orders.pages.visitor import Shopper, text_of

REASON = "Orders of more than 500.00 need an account: please log in or sign up."


@pytest.fixture
def shopper(db: None) -> Shopper:
    """A guest in a shop that sells telescopes for 300.00."""
    shop.put_on_shelf("TELESCOPE", name="Brass telescope", price="300.00")
    return Shopper()


def log_in(client: Client) -> None:
    client.force_login(UserFactory.create())


def test_large_order_of_a_guest_is_refused_with_the_reason(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 2)

    page = shopper.submit()

    assert page.status_code == 422, "the order was accepted"
    assert REASON in text_of(page)


def test_only_the_refusal_is_stored(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 2)

    shopper.submit()

    assert not Order.objects.exists(), "the order was accepted"
    assert not StoredEvent.objects.filter(signal="orders.order_placed").exists()
    assert Stock.objects.get(product="TELESCOPE").available == 100
    refusal = Refusal.objects.get()
    assert refusal.receiver.startswith("fraud.")
    assert refusal.reason == REASON


def test_guest_can_place_a_small_order(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 1)

    assert shopper.submit().status_code == 303


def test_customer_can_place_a_large_order(shopper: Shopper) -> None:
    log_in(shopper.client)
    shopper.choose("TELESCOPE", 2)

    assert shopper.submit().status_code == 303
