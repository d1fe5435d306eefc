"""The same order in the shop and in the twin, step by step.

Two products, bought by a customer with an account, who gets a receipt and points. Both shops
charge the same bank, which is in memory.
"""

from decimal import Decimal
from itertools import count
from typing import Any, Protocol

from accounts.models import User
from bench.price.costs import Steps
from bench.price.gateway import MemoryGateway
from bench.proof import Disagreement
from bench.seeding import fill
from events.delivery.deliver import deliver
from events.delivery.worker import queues
from events.models import Delivery
from examples.twin import checkout, messages
from examples.twin import models as twin
from examples.twin.bank import bank
from inventory.models import Movement, Product
from loyalty.models import Entry
from notifications.models import Message
from orders import selectors
from orders import services as orders
from orders.models import Offer, Order, Payment
from orders.values import Contact
from orders.visitors import Visitor

PRODUCTS = 50
_CARD = "4242424242424242"
_ADA = Contact(
    email="ada@example.com",
    name="Ada Lovelace",
    address="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)
_numbers = count(1)


class Buyer(Protocol):
    """A shop in which orders are bought; `prepare` is not measured."""

    name: str

    def prepare(self, size: int) -> None: ...

    def buy(self, steps: Steps) -> None: ...

    def check(self, orders: int) -> None: ...


class WithSignals:
    """The shop, with the rounds of a worker; the last round of each queue finds nothing."""

    name = "signals"

    def __init__(self) -> None:
        fill(products=PRODUCTS)
        self._skus = list(Product.objects.order_by("sku").values_list("sku", flat=True))
        self._waiting: list[dict[str, Any]] = []
        for queue in queues():
            while deliver(queue):
                pass

    def prepare(self, size: int) -> None:
        self._waiting = [self._basket() for _ in range(size)]

    def _basket(self) -> dict[str, Any]:
        number = next(_numbers)
        customer = User.objects.create_user(f"customer-{number}@example.com")
        visitor = Visitor(customer_id=customer.pk)
        for sku in _two_of(self._skus, number):
            offer = Offer.objects.get(pk=sku)
            added = orders.add_to_basket(visitor=visitor, offer=offer, quantity=1)
        lines = selectors.basket_lines(basket_id=added.basket_id)
        price = selectors.price_basket(lines=lines, customer_id=customer.pk)
        return {
            "visitor": visitor,
            "basket_id": added.basket_id,
            "version": added.version,
            "seen_total": price.total,
        }

    def buy(self, steps: Steps) -> None:
        MemoryGateway.answered = lambda: steps.mark("charge")
        for basket in self._waiting:
            orders.place_order(**basket, contact=_ADA, redeem="", payment_token=_CARD)
            steps.mark("place")
        while deliver("payments"):
            steps.mark("complete")
        for queue in ("default", "mail"):
            while deliver(queue):
                pass
        steps.mark("settle")

    def check(self, orders: int) -> None:
        _expect(
            self.name,
            orders,
            completed=Order.objects.filter(status="completed").count(),
            paid=Payment.objects.filter(status="captured").count(),
            movements=Movement.objects.exclude(order_id=None).count() // 4,
            entries=Entry.objects.count(),
            sent=Message.objects.exclude(sent_at=None).count() // 2,
        )


class WithCalls:
    """The twin."""

    name = "calls"

    def __init__(self) -> None:
        self._skus = [f"BENCH-{number:04}" for number in range(1, PRODUCTS + 1)]
        twin.Product.objects.bulk_create(
            twin.Product(pk=sku, price=Decimal(500 + number) / 100, available=100_000)
            for number, sku in enumerate(self._skus)
        )
        self._waiting: list[dict[str, Any]] = []

    def prepare(self, size: int) -> None:
        self._waiting = [self._basket() for _ in range(size)]

    def _basket(self) -> dict[str, Any]:
        number = next(_numbers)
        basket = dict.fromkeys(_two_of(self._skus, number), 1)
        return {"token": str(number), "basket": basket, "customer_id": number}

    def buy(self, steps: Steps) -> None:
        placed = []
        for basket in self._waiting:
            placed.append(checkout.place(**basket, email=_ADA.email))
            steps.mark("place")
        for order in placed:
            bank.charge(str(order.pk), order.total, _CARD)
            steps.mark("charge")
            checkout.complete(order)
            steps.mark("complete")
        messages.send_waiting()
        steps.mark("settle")

    def check(self, orders: int) -> None:
        _expect(
            self.name,
            orders,
            completed=twin.Order.objects.filter(status="completed").count(),
            paid=twin.Payment.objects.filter(status="captured").count(),
            movements=twin.Movement.objects.count() // 4,
            entries=twin.Entry.objects.count(),
            sent=twin.Message.objects.exclude(sent_at=None).count() // 2,
        )


def _two_of(skus: list[str], number: int) -> tuple[str, str]:
    return skus[number % PRODUCTS], skus[(number + 1) % PRODUCTS]


def _expect(shop: str, orders: int, **found: int) -> None:
    if set(found.values()) != {orders} or Delivery.objects.exclude(status="done").exists():
        raise Disagreement(f"{orders} orders with {shop} left {found}.")
