"""Orders of more than 500.00 need an account."""

import pytest
from django.test import Client

from events.models import Refusal, StoredEvent
from inventory.models import Stock
from orders.models import Order
from tests.accounts.factories import UserFactory
from tests.orders import shop
from tests.orders.pages.visitor import Shopper, text_of

REASON = "For more than 500.00 we want to know you: please log in, or make an account."


@pytest.fixture
def shopper(db: None) -> Shopper:
    """A guest in a shop with telescopes for 300.00."""
    shop.put_on_shelf("TELESCOPE", name="Brass telescope", price="300.00")
    return Shopper()


def log_in(client: Client) -> None:
    client.force_login(UserFactory.create())


def test_a_guest_is_told_to_log_in(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 2)

    page = shopper.submit()

    assert page.status_code == 422, "the order was taken"
    assert REASON in text_of(page)


def test_nothing_is_left_but_the_refusal(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 2)

    shopper.submit()

    assert not Order.objects.exists(), "the order was taken"
    assert not StoredEvent.objects.filter(signal="orders.order_placed").exists()
    assert Stock.objects.get(product="TELESCOPE").available == 100
    refusal = Refusal.objects.get()
    assert refusal.receiver.startswith("fraud.")
    assert refusal.reason == REASON


def test_a_guest_may_order_for_less(shopper: Shopper) -> None:
    shopper.choose("TELESCOPE", 1)

    assert shopper.submit().status_code == 303


def test_who_has_an_account_may_order_for_more(shopper: Shopper) -> None:
    log_in(shopper.client)
    shopper.choose("TELESCOPE", 2)

    assert shopper.submit().status_code == 303
