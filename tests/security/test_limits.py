"""Doors with a limit: checkout, payment, links, and what they answer above it."""

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import LinkRequest
from orders.models import Basket, Order
from tests.accounts.factories import PASSWORD, UserFactory
from tests.orders import shop
from tests.orders.pages.visitor import Shopper

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(settings: Settings) -> Shopper:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "checkout": "account:2/1h"}
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    return Shopper()


def test_checkouts_of_an_address_are_limited(visitor: Shopper) -> None:
    for _ in range(2):
        visitor.choose("TALL-MUG")
        assert visitor.submit().status_code == 303
    other = Shopper()
    other.choose("TALL-MUG")

    refused = other.submit(email="ADA@example.com")

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert "Too many attempts" in refused.content.decode()
    assert 'value="Ada Lovelace"' in refused.content.decode()
    assert Order.objects.count() == 2


def test_payments_are_limited_with_the_checkouts(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG")
    visitor.submit(card_number=shop.DECLINED)
    order = Order.objects.get()
    for attempts in ("1", "2"):
        shop.charge(order)
        card = {"card_number": shop.DECLINED, "card_expiry": "12/99", "card_cvc": "123"}
        page = visitor.post(f"/orders/{order.pk}/pay/", {**card, "attempts": attempts})
    assert "Too many attempts" in visitor.follow(page).content.decode()
    assert order.payments.count() == 2


def test_links_to_a_new_address_are_limited_with_its_sign_ups(
    client: Client, settings: Settings
) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "sign_up": "account:2/1h"}
    client.post("/account/signup/", {"email": "kim@example.com", "password": PASSWORD})
    statuses = []
    for user in UserFactory.create_batch(2):
        client.force_login(user)
        answer = client.post("/account/email/", {"email": "Kim@Example.com", "password": PASSWORD})
        statuses.append(answer.status_code)
    assert statuses == [302, 429]
    assert LinkRequest.objects.filter(email="kim@example.com").count() == 2


def test_new_baskets_of_a_network_are_limited(visitor: Shopper, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "new_basket": "network:1/1h"}
    visitor.choose("TALL-MUG")
    added = {"sku": "TALL-MUG", "quantity": 1}

    other = Shopper()
    refused = other.post("/basket/add/", added)
    notice = other.post("/basket/add/", added, headers={"HX-Request": "true"})

    assert refused.status_code == 429
    assert "Too many attempts" in notice.content.decode()
    assert notice.status_code == 422  # htmx shows the notice
    assert not other.client.cookies.keys() & {"sessionid"}
    assert Basket.objects.count() == 1

    visitor.choose("TALL-MUG", quantity=2)
    assert visitor.quantities() == {"TALL-MUG": 3}


def test_exports_of_a_customer_are_limited(client: Client, settings: Settings) -> None:
    settings.RATE_LIMITS = {**settings.RATE_LIMITS, "export": "account:1/1h"}
    client.force_login(UserFactory.create())
    statuses = [client.post("/account/data/export/").status_code for _ in range(2)]
    assert statuses == [200, 429]
