"""Factories of the twin's models."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from examples.twin.models import Account, Line, Order, Product


class ProductFactory(DjangoModelFactory[Product]):
    """Five teapots at 30.00."""

    class Meta:
        model = Product

    sku = "TEAPOT"
    price = Decimal("30.00")
    available = 5


class OrderFactory(DjangoModelFactory[Order]):
    """A guest's order, without its lines."""

    class Meta:
        model = Order

    token = factory.Sequence(lambda n: f"submission-{n}")
    email = "ada@example.com"
    shipping = Decimal("4.90")
    total = Decimal("34.90")


class LineFactory(DjangoModelFactory[Line]):
    class Meta:
        model = Line

    order = factory.SubFactory(OrderFactory)
    product = factory.SubFactory(ProductFactory)
    quantity = 1
    price = Decimal("30.00")


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account

    customer_id = factory.Sequence(lambda n: n + 1)
    points = 200
