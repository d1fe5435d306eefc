"""Orders and related rows, inserted without the services.

`tests/orders/shop.py` places orders through the services.
"""

from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from uuid_utils.compat import uuid7

from orders.limits import PAYMENT_PERIOD
from orders.models import (
    Basket,
    BasketLine,
    Charge,
    ChargeRefund,
    Line,
    Offer,
    Order,
    Payment,
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
    available = 100


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
    goods_listed = goods_paid = Decimal("12.00")
    shipping_listed = shipping_paid = Decimal("4.90")
    total = Decimal("16.90")
    expires_at = factory.LazyFunction(lambda: timezone.now() + PAYMENT_PERIOD)

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
    listed = factory.LazyAttribute(lambda line: line.unit_price * line.quantity)
    paid = factory.LazyAttribute(lambda line: line.listed)


class BasketFactory(DjangoModelFactory[Basket]):
    """An open basket of a guest."""

    class Meta:
        model = Basket

    guest_id = factory.LazyFunction(uuid7)


class BasketLineFactory(DjangoModelFactory[BasketLine]):
    class Meta:
        model = BasketLine

    basket = factory.SubFactory(BasketFactory)
    offer = factory.SubFactory(OfferFactory)
    quantity = 1
    price_seen = factory.LazyAttribute(lambda line: line.offer.price)


class PaymentFactory(DjangoModelFactory[Payment]):
    """A captured payment of a paid order."""

    class Meta:
        model = Payment

    order = factory.SubFactory(OrderFactory, paid=True)
    amount = Decimal("16.90")
    status = Payment.Status.CAPTURED
    card_brand = "Visa"
    card_last4 = "4242"
    settled_at = factory.LazyFunction(timezone.now)


class RefundFactory(DjangoModelFactory[Refund]):
    class Meta:
        model = Refund

    payment = factory.SubFactory(PaymentFactory)
    order = factory.SelfAttribute("payment.order")
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
