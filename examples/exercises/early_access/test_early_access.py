"""Gold customers can buy some products before others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from events.models import Refusal
from inventory.models import Stock
from loyalty import services
from orders.models import Order
from orders.services import OrderRefused
from tests.accounts.factories import UserFactory
from tests.loyalty.factories import AccountFactory, EntryFactory
from tests.orders import shop

pytestmark = pytest.mark.django_db

TOMORROW = timezone.now() + timedelta(days=1)
YESTERDAY = timezone.now() - timedelta(days=1)


@pytest.fixture(autouse=True)
def _telescopes() -> None:
    shop.put_on_shelf("TELESCOPE", name="Brass telescope", price="300.00")
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")


def customer(*, earned: int) -> User:
    user: User = UserFactory.create()
    EntryFactory.create(account=AccountFactory.create(customer=user), points=earned)
    return user


@pytest.fixture
def gold() -> User:
    return customer(earned=2500)


@pytest.fixture
def silver() -> User:
    return customer(earned=700)


def until_tomorrow() -> str:
    return date_format(timezone.localtime(TOMORROW), "j F Y, H:i")


def page_of(viewer: User | None) -> str:
    client = Client()
    if viewer is not None:
        client.force_login(viewer)
    return client.get("/products/telescope/").text


def buys(user: User | None, sku: str = "TELESCOPE") -> Order:
    return shop.buy({sku: 1}, customer_id=user.pk if user else None)


def test_gold_customer_buys_first(gold: User) -> None:
    services.give_early_access(sku="TELESCOPE", until=TOMORROW)

    assert buys(gold).status == "completed"


def test_other_customers_are_refused_with_the_reason(silver: User) -> None:
    services.give_early_access(sku="TELESCOPE", until=TOMORROW)

    for user in (silver, None):
        with pytest.raises(OrderRefused) as refused:
            buys(user)
        reason = f"Brass telescope is for Gold customers until {until_tomorrow()}."
        assert refused.value.reason == reason

    assert not Order.objects.exists()
    assert Stock.objects.get(product="TELESCOPE").available == 100
    assert {refusal.receiver.partition(".")[0] for refusal in Refusal.objects.all()} == {"loyalty"}


def test_other_products_are_not_affected(silver: User) -> None:
    services.give_early_access(sku="TELESCOPE", until=TOMORROW)

    assert buys(silver, "TALL-MUG").status == "completed"


def test_product_page_shows_the_time_to_other_customers(gold: User, silver: User) -> None:
    services.give_early_access(sku="TELESCOPE", until=TOMORROW)

    notice = f"Gold customers may buy this first, until {until_tomorrow()}."
    assert notice in page_of(None)
    assert notice in page_of(silver)
    assert notice not in page_of(gold)


def test_all_customers_can_buy_after_the_time(silver: User) -> None:
    services.give_early_access(sku="TELESCOPE", until=TOMORROW)
    services.give_early_access(sku="TELESCOPE", until=YESTERDAY)

    assert buys(silver).status == "completed"
    assert "may buy this first" not in page_of(silver)
