"""The shop as its tests use it: goods on sale, a customer with a card, an order placed or paid."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any
from uuid import UUID

from django.test import TestCase
from django.utils import timezone

from events.api import unit_of_work
from events.models import StoredEvent
from events.signals import MinutePassed, minute_passed
from events.testing import deliver_all
from inventory.models import Category, Stock
from inventory.services import add_product, receive_stock
from orders import selectors, services
from orders.models import Charge, Order, Refund
from orders.values import Card, Contact, PaymentResult, Placement

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

_submissions = count(1)

# `with committed():` what happens inside is over and done with: those after the commit hear it.
committed = partial(TestCase.captureOnCommitCallbacks, execute=True)


def put_on_shelf(sku: str, *, name: str, price: str, pieces: int = 100) -> None:
    """A product in the catalogue, and so many pieces of it in stock."""
    shelf, _ = Category.objects.get_or_create(slug="kitchen", defaults={"name": "Kitchen"})
    add_product(sku=sku, slug=sku.lower(), name=name, price=Decimal(price), category=shelf)
    receive_stock(sku=sku, quantity=pieces)


def card(number: str = PAYS) -> Card:
    return Card(number=number, expiry_month=12, expiry_year=2099, cvc="123")


def place(basket: Mapping[str, int], **changes: Any) -> Placement:
    """Submit the checkout as the page would: having seen what the basket costs."""
    customer_id, redeem = changes.get("customer_id"), changes.get("redeem", "")
    priced = selectors.price_basket(basket=basket, customer_id=customer_id, redeem=redeem)
    submission = {
        "token": f"submission {next(_submissions)}",
        "basket": basket,
        "customer_id": customer_id,
        "contact": ADA,
        "redeem": redeem,
        "seen_total": priced.total,
    }
    return services.place_order(**{**submission, **changes})


def pay(order: Order, number: str = PAYS) -> PaymentResult:
    return services.pay(order=order, card=card(number))


def buy(basket: Mapping[str, int], **changes: Any) -> Order:
    """An order that is placed and paid."""
    order = place(basket, **changes).order
    assert pay(order).outcome == "completed"
    return fresh(order)


def fresh(order: Order) -> Order:
    """The order as the database has it now."""
    return Order.objects.get(pk=order.pk)


def let_a_minute_pass() -> None:
    """The clock strikes, and the workers do what is due."""
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=timezone.now()))
    deliver_all()


def events_of(order: Order) -> list[str]:
    """What orders announced of this order, in its order."""
    entries = StoredEvent.objects.filter(correlation_id=order.pk, signal__startswith="orders.")
    return [
        name.removeprefix("orders.")
        for name in entries.order_by("id").values_list("signal", flat=True)
    ]


def payload_of(order: Order, signal: str) -> dict[str, Any]:
    """The payload of the one event of this name."""
    payload: dict[str, Any] = StoredEvent.objects.get(
        correlation_id=order.pk, signal=f"orders.{signal}"
    ).payload
    return payload


def taken(order: Order) -> Decimal:
    """What the bank has of the customer's money for this order."""
    charge = Charge.objects.filter(key=str(order.pk), status=Charge.Status.CAPTURED).first()
    return charge.amount - charge.refunded if charge else Decimal(0)


def available(sku: str) -> int:
    """How many pieces can still be ordered."""
    return Stock.objects.get(product=sku).available


def refund_of(order: Order) -> Refund:
    return Refund.objects.get(order=order)


def nobody() -> UUID:
    """The id of an order that does not exist."""
    return UUID(int=0)
