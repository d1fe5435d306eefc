"""The same order in the shop and in the twin, step by step.

Two products, bought by a customer with an account, who gets a receipt and points. Both shops
charge the same bank, which is in memory, and fill the same baskets.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import count
from typing import Any, Protocol

from django.db.models import Manager, QuerySet

from accounts.models import User
from bench.price.gateway import MemoryGateway
from bench.proof import Disagreement
from bench.seeding import fill
from events.delivery.deliver import deliver
from events.delivery.worker import queues
from events.models import Delivery
from examples.twin import baskets, checkout, messages, points, prices
from examples.twin import models as twin
from examples.twin.bank import bank
from inventory.models import Movement, Product, Stock
from loyalty.models import Account, Entry
from notifications.models import EmailPreference, Message
from orders import selectors
from orders import services as orders
from orders.models import BasketLine, Line, Offer, Order, Payment
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

type Books = Mapping[str, Counter[tuple[Any, ...]]]


class Marks(Protocol):
    """What is called at the end of each step."""

    def mark(self, step: str) -> None: ...


class Buyer(Protocol):
    """A shop in which orders are bought; `prepare` is not measured."""

    name: str

    def prepare(self, size: int) -> None: ...

    def buy(self, steps: Marks) -> None: ...

    def books(self) -> Books: ...


class WithSignals:
    """The shop, with the rounds of a worker; the last round of each queue finds nothing."""

    name = "signals"

    def __init__(self) -> None:
        fill(products=PRODUCTS)
        self._numbers = count(1)
        self._skus = list(Product.objects.order_by("sku").values_list("sku", flat=True))
        self._waiting: list[dict[str, Any]] = []
        for queue in queues():
            while deliver(queue):
                pass

    def prepare(self, size: int) -> None:
        self._waiting = [self._basket() for _ in range(size)]

    def _basket(self) -> dict[str, Any]:
        number = next(self._numbers)
        customer = User.objects.create_user(f"customer-{number}@example.com")
        EmailPreference.objects.create(user=customer, type="points", by_email=True)
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

    def buy(self, steps: Marks) -> None:
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

    def books(self) -> Books:
        return {
            "orders": _rows(Order.objects, "status", *_ADDRESS, *_AMOUNTS),
            "baskets": _rows(BasketLine.objects.exclude(basket__order=None), "offer", "quantity"),
            "lines": _rows(Line.objects, "sku", "name", "quantity", "unit_price"),
            "payments": _rows(Payment.objects, "amount", "status"),
            "stock": _rows(Stock.objects, "product", "available", "reserved"),
            "movements": _rows(
                Movement.objects.exclude(order_id=None), "product", "cause", "quantity"
            ),
            "points": _rows(Account.objects, "balance"),
            "entries": _rows(Entry.objects, "points"),
            "e-mails": _rows(Message.objects.exclude(sent_at=None), "type"),
            "messages": _rows(Message.objects, "type", "wants_email"),
            "preferences": _rows(EmailPreference.objects, "type", "by_email"),
        }


class WithCalls:
    """The twin."""

    name = "calls"

    def __init__(self) -> None:
        self._numbers = count(1)
        stock = Stock.objects.select_related("product").order_by("product")
        twin.Product.objects.bulk_create(
            twin.Product(
                sku=row.product.sku,
                name=row.product.name,
                price=row.product.price,
                available=row.received,
            )
            for row in stock
        )
        self._skus = list(twin.Product.objects.order_by("sku").values_list("sku", flat=True))
        self._waiting: list[dict[str, Any]] = []

    def prepare(self, size: int) -> None:
        self._waiting = [self._basket() for _ in range(size)]

    def _basket(self) -> dict[str, Any]:
        customer_id = next(self._numbers)
        twin.Preference.objects.create(customer_id=customer_id, kind="points", by_email=True)
        basket = twin.Basket.objects.create(customer_id=customer_id)
        for sku in _two_of(self._skus, customer_id):
            baskets.add(basket, sku)
        price = prices.quote(baskets.lines(basket.pk), points.standing_of(customer_id))
        return {
            "customer_id": customer_id,
            "basket_id": basket.pk,
            "version": basket.version,
            "seen_total": price.total,
        }

    def buy(self, steps: Marks) -> None:
        contact, placed = checkout.Contact(**asdict(_ADA)), []
        for basket in self._waiting:
            placed.append(checkout.place(**basket, contact=contact))
            steps.mark("place")
        for order in placed:
            bank.charge(str(order.pk), order.total, _CARD)
            steps.mark("charge")
            checkout.complete(order)
            steps.mark("complete")
        messages.send_waiting()
        steps.mark("settle")

    def books(self) -> Books:
        return {
            "orders": _rows(twin.Order.objects, "status", *_ADDRESS, *_AMOUNTS),
            "baskets": _rows(
                twin.BasketLine.objects.exclude(basket__order=None), "product", "quantity"
            ),
            "lines": _rows(twin.Line.objects, "product", "name", "quantity", "price"),
            "payments": _rows(twin.Payment.objects, "amount", "status"),
            "stock": _rows(twin.Product.objects, "sku", "available", "reserved"),
            "movements": _rows(twin.Movement.objects, "product", "cause", "quantity"),
            "points": _rows(twin.Account.objects, "points"),
            "entries": _rows(twin.Entry.objects, "points"),
            "e-mails": _rows(twin.Message.objects.exclude(sent_at=None), "kind"),
            "messages": _rows(twin.Message.objects, "kind", "by_email"),
            "preferences": _rows(twin.Preference.objects, "kind", "by_email"),
        }


_ADDRESS = ("email", "name", "address", "postcode", "city", "state", "country")
_AMOUNTS = ("goods_listed", "goods_paid", "shipping_listed", "shipping_paid", "total")


def check(shops: Sequence[Buyer], *, orders: int) -> None:
    """Raise Disagreement unless the shops end with the same business rows, and all is done."""
    first, *others = (shop.books() for shop in shops)
    for name, rows in first.items():
        for other in others:
            if other[name] != rows:
                difference = [*(rows - other[name])][:3], [*(other[name] - rows)][:3]
                raise Disagreement(f"The shops end with different {name}: {difference}.")
    paid = sum(first["orders"].values()), sum(first["e-mails"].values())
    if paid != (orders, 2 * orders) or Delivery.objects.exclude(status="done").exists():
        raise Disagreement(f"{orders} orders left {paid} orders and e-mails, or open deliveries.")


def _rows(rows: QuerySet[Any] | Manager[Any], *fields: str) -> Counter[tuple[Any, ...]]:
    """Return how many rows have these values."""
    return Counter(rows.values_list(*fields))


def _two_of(skus: Sequence[str], number: int) -> tuple[str, str]:
    return skus[number % PRODUCTS], skus[(number + 1) % PRODUCTS]
