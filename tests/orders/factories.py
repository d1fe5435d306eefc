"""Orders and what belongs to them, written straight into the tables.

For tests of what happens to an order through the shop's doors see `tests/orders/shop.py`.
"""

from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from orders.models import (
    Charge,
    ChargeRefund,
    CheckoutToken,
    Line,
    Offer,
    Order,
    Refund,
    Status,
)


class OfferFactory(DjangoModelFactory[Offer]):
    class Meta:
        model = Offer

    sku = factory.Sequence(lambda n: f"TALL-MUG-{n}")
    slug = factory.LazyAttribute(lambda offer: offer.sku.lower())
    name = "Tall mug"
    emoji = "☕"
    price = Decimal("12.00")
    on_sale = True


class OrderFactory(DjangoModelFactory[Order]):
    """A pending order of one tall mug, with its line."""

    class Meta:
        model = Order
        skip_postgeneration_save = True

    email = "ada@example.com"
    name = "Ada Lovelace"
    address = "12 St James's Square"
    postcode = "SW1Y 4JH"
    city = "London"
    country = "GB"
    goods = Decimal("12.00")
    delivery = Decimal("4.90")
    total = Decimal("16.90")

    line = factory.RelatedFactory(
        "tests.orders.factories.LineFactory", factory_related_name="order"
    )

    class Params:
        paid = factory.Trait(status=Status.COMPLETED, paid_at=factory.LazyFunction(timezone.now))


class LineFactory(DjangoModelFactory[Line]):
    class Meta:
        model = Line

    order = factory.SubFactory(OrderFactory, line=None)
    sku = "TALL-MUG"
    name = "Tall mug"
    emoji = "☕"
    unit_price = Decimal("12.00")
    quantity = 1
    total = factory.LazyAttribute(lambda line: line.unit_price * line.quantity)
    paid = factory.LazyAttribute(lambda line: line.total)


class CheckoutTokenFactory(DjangoModelFactory[CheckoutToken]):
    class Meta:
        model = CheckoutToken

    token = factory.Sequence(lambda n: f"submission-{n}")
    order = factory.SubFactory(OrderFactory)


class RefundFactory(DjangoModelFactory[Refund]):
    class Meta:
        model = Refund

    order = factory.SubFactory(OrderFactory, paid=True)
    key = factory.LazyAttribute(lambda refund: f"refund of {refund.order.pk}")
    amount = Decimal("12.00")


class ChargeFactory(DjangoModelFactory[Charge]):
    class Meta:
        model = Charge

    key = factory.Sequence(lambda n: f"charge-{n}")
    status = Charge.Status.CAPTURED
    amount = Decimal("16.90")
    card_brand = "Visa"
    card_last4 = "4242"


class ChargeRefundFactory(DjangoModelFactory[ChargeRefund]):
    class Meta:
        model = ChargeRefund

    key = factory.Sequence(lambda n: f"charge-refund-{n}")
    charge = factory.SubFactory(ChargeFactory)
    amount = Decimal("1.00")
