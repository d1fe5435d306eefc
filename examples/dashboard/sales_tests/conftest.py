"""Fixtures: a product, a customer who orders through the pages, and a superuser."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from orders.models import Order
from tests.orders import shop

type Buy = Callable[..., Order]


@pytest.fixture
def customer(db: None) -> Client:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="30.00", pieces=10)
    client = Client()
    client.force_login(User.objects.create_user("ada@example.com"))
    return client


@pytest.fixture
def staff(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("sam@example.com"))
    return client


@pytest.fixture
def buy(customer: Client) -> Buy:
    """`buy()`: a teapot through the checkout, paid for; 34.90 with its delivery.

    Two are 60.00, delivered for nothing.
    """

    def buy_teapots(quantity: int = 1) -> Order:
        customer.post("/basket/add/", {"sku": "TEAPOT", "quantity": quantity})
        checkout = customer.get("/checkout/").text
        seen = {
            name: re.findall(rf'name="{name}"[^>]*value="([^"]*)"', checkout)[0]
            for name in ("basket", "version", "seen_total")
        }
        response = customer.post(
            "/checkout/",
            {
                "email": "ada@example.com",
                "name": "Ada Lovelace",
                "address": "12 St James's Square",
                "postcode": "SW1Y 4JH",
                "city": "London",
                "country": "GB",
                "card_number": shop.PAYS,
                "card_expiry": "12/40",
                "card_cvc": "123",
                **seen,
            },
        )
        assert response.status_code == 303, response.text
        return shop.charge(Order.objects.latest("placed_at"))

    return buy_teapots
