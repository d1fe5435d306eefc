"""Actions of tests in the shop: put products on sale, place orders, pay for them."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from django.test import TestCase
from django.utils import timezone
from uuid_utils.compat import uuid7

from events.api import unit_of_work
from events.models import StoredEvent
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all
from inventory.models import Category, Product, Stock
from inventory.services import receive_stocks, save_products
from orders import selectors, services
from orders.gateway import tokenize
from orders.models import Basket, Charge, Offer, Order, Payment, Refund, Status
from orders.values import Contact
from orders.visitors import Visitor

PAYS = "4242424242424242"
DECLINED = "4000000000000002"
NO_FUNDS = "4000000000009995"
ANSWER_LOST = "4000000000000341"
TIMES_OUT = "4000000000000259"

ADA = Contact(
    email="ada@example.com",
    name="Ada Lovelace",
    address="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)

# `with committed():` runs the AFTER_COMMIT receivers at the end of the block.
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)


def put_on_shelf(sku: str, *, name: str, price: str, pieces: int = 100) -> None:
    """Add a product to the catalogue, with pieces in stock."""
    fill_shelf((sku, name, price), pieces=pieces)


def fill_shelf(*goods: tuple[str, str, str], pieces: int = 100) -> None:
    """Add products, given as SKU, name and price, with pieces of each in stock."""
    shelf, _ = Category.objects.get_or_create(slug="kitchen", defaults={"name": "Kitchen"})
    products = [
        Product(sku=sku, slug=sku.lower(), name=name, price=Decimal(price), category=shelf)
        for sku, name, price in goods
    ]
    save_products(new=products, changes={})
    receive_stocks(quantities={product.sku: pieces for product in products})


def token(number: str = PAYS) -> str:
    """Return the token of a test card."""
    return tokenize(number)


def fill_basket(basket: Mapping[str, int], *, visitor: Visitor | None = None) -> Basket:
    """Fill and return an open basket, by default of a new guest."""
    visitor = visitor or Visitor(guest_id=uuid7())
    for sku, quantity in basket.items():
        offer = Offer.objects.get(pk=sku)
        added = services.add_to_basket(visitor=visitor, offer=offer, quantity=quantity)
    return Basket.objects.get(pk=added.basket_id)


def submit(basket: Basket, number: str = PAYS, **changes: Any) -> Order:
    """Submit the checkout of a basket as the page does: with the total that it showed."""
    visitor = Visitor(customer_id=basket.customer_id, guest_id=basket.guest_id)
    redeem = changes.get("redeem", "")
    lines = selectors.basket_lines(basket_id=basket.id)
    price = selectors.price_basket(lines=lines, customer_id=visitor.customer_id, redeem=redeem)
    submission: dict[str, Any] = {
        "visitor": visitor,
        "basket_id": basket.id,
        "version": basket.version,
        "contact": ADA,
        "redeem": redeem,
        "seen_total": price.total_before_redemption,
        "payment_token": token(number),
    }
    return services.place_order(**{**submission, **changes})


def place(
    basket: Mapping[str, int], number: str = PAYS, *, customer_id: int | None = None, **changes: Any
) -> Order:
    """Place an order; its payment is requested."""
    visitor = Visitor(customer_id=customer_id) if customer_id else None
    return submit(fill_basket(basket, visitor=visitor), number, **changes)


def charge(order: Order) -> Order:
    """Charge the latest payment of an order, as the worker does; return the order."""
    services.charge_payment(payment_id=payment_of(order).id)
    return fresh(order)


def buy(basket: Mapping[str, int], **changes: Any) -> Order:
    """Place and pay an order."""
    order = charge(place(basket, **changes))
    assert order.status == Status.COMPLETED
    return order


def payment_of(order: Order) -> Payment:
    """Return the latest payment of an order."""
    payment = order.payments.first()
    assert payment is not None
    return payment


def fresh(order: Order) -> Order:
    """Return the order with its current values."""
    return Order.objects.get(pk=order.pk)


def let_a_minute_pass() -> None:
    """Publish a minute of the clock, and deliver everything that is due."""
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=timezone.now()))
    deliver_all()


def events_of(order: Order) -> list[str]:
    """Return the names of the events that orders published about an order."""
    stored = StoredEvent.objects.filter(correlation_id=order.pk, signal__startswith="orders.")
    return [
        name.removeprefix("orders.")
        for name in stored.order_by("id").values_list("signal", flat=True)
    ]


def payload_of(order: Order, signal: str) -> dict[str, Any]:
    """Return the payload of the only event with this name."""
    payload: dict[str, Any] = StoredEvent.objects.get(
        correlation_id=order.pk, signal=f"orders.{signal}"
    ).payload
    return payload


def taken(order: Order) -> Decimal:
    """Return the amount that was charged and not refunded."""
    keys = [str(payment.id) for payment in order.payments.all()]
    charges = Charge.objects.filter(key__in=keys, status=Charge.Status.CAPTURED)
    return sum((charge.amount - charge.refunded for charge in charges), Decimal(0))


def available(sku: str) -> int:
    """Return the number of available pieces."""
    return Stock.objects.get(product=sku).available


def refund_of(order: Order) -> Refund:
    return Refund.objects.get(order=order)


def unknown_id() -> UUID:
    """Return the id of an order that does not exist."""
    return UUID(int=0)
