"""Factories of inventory. Products are added by the services, so that their stock adds up."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from inventory import services
from inventory.models import Category, Movement, Product, Reorder


class CategoryFactory(DjangoModelFactory[Category]):
    class Meta:
        model = Category
        django_get_or_create = ("slug",)

    name = "Kitchen"
    slug = factory.LazyAttribute(lambda category: category.name.lower())
    hue = 30


def add_stocked_product(*, pieces: int, on_sale: bool, **fields: Any) -> Product:
    product = services.add_product(**fields)
    if pieces:
        services.receive_stock(sku=product.sku, quantity=pieces)
    if not on_sale:
        services.withdraw_product(sku=product.sku)
    return product


class ProductFactory(factory.Factory[Product]):
    """A product with ten available pieces and a threshold of three."""

    class Meta:
        model = add_stocked_product

    sku = factory.Sequence(lambda n: f"TALL-MUG-{n}")
    slug = factory.LazyAttribute(lambda product: product.sku.lower())
    name = factory.LazyAttribute(lambda product: product.sku.replace("-", " ").capitalize())
    price = Decimal("12.50")
    category = factory.SubFactory(CategoryFactory)
    threshold = 3
    pieces = 10
    on_sale = True


class MovementFactory(DjangoModelFactory[Movement]):
    class Meta:
        model = Movement

    product = factory.SubFactory(ProductFactory)
    cause = Movement.Cause.RECEIVED
    quantity = 1


class ReorderFactory(DjangoModelFactory[Reorder]):
    class Meta:
        model = Reorder

    product = factory.SubFactory(ProductFactory)
    quantity = 8
    event_id = factory.LazyFunction(uuid4)
