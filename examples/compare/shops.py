"""One order in either shop: a customer buys a teapot for 30.00."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Protocol
from unittest.mock import patch
from uuid import UUID

from django.db import transaction

from accounts.models import User
from events.testing import deliver_all, let_time_pass
from examples.twin import baskets, checkout, points, prices
from examples.twin.bank import bank
from examples.twin.models import Account as TwinAccount
from examples.twin.models import Basket as TwinBasket
from examples.twin.models import Message as TwinMessage
from examples.twin.models import Order as TwinOrder
from examples.twin.models import Product as TwinProduct
from inventory import services as inventory
from inventory.models import Category
from loyalty.models import Entry
from notifications.models import Message
from orders import selectors
from orders import services as orders
from orders.gateway import tokenize
from orders.models import Offer, Order, Payment
from orders.values import Contact
from orders.visitors import Visitor

CARD = "4242424242424242"
ADA = Contact(
    email="ada@example.com",
    name="Ada Lovelace",
    address="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)
_numbers = count(1)


class Broken(Exception):
    """Points cannot be awarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The state of an order: its status, payment, points and receipt."""

    order: str
    paid: bool
    points: int
    receipt: bool


class Shop(Protocol):
    """A shop that can sell one teapot, with its reactions."""

    def buy(self) -> None:
        """Place an order and submit a card."""

    def work(self) -> None:
        """Do what happens after the request: deliver, send, settle."""

    def state(self) -> State:
        """Return the state of the last order."""

    def breaking(self) -> Any:
        """Return a context in which points cannot be awarded."""


class WithSignals:
    """The shop. Its worker charges the payment."""

    def __init__(self) -> None:
        shelf, _ = Category.objects.get_or_create(slug="kitchen", defaults={"name": "Kitchen"})
        inventory.add_product(
            sku="TEAPOT", slug="teapot", name="Teapot", price=Decimal("30.00"), category=shelf
        )
        inventory.receive_stock(sku="TEAPOT", quantity=100)
        self.customer = User.objects.create_user("ada@example.com")
        self.order_id: UUID

    def buy(self) -> None:
        visitor = Visitor(customer_id=self.customer.pk)
        teapot = Offer.objects.get(pk="TEAPOT")
        added = orders.add_to_basket(visitor=visitor, offer=teapot, quantity=1)
        price = selectors.price_basket(
            lines=selectors.basket_lines(basket_id=added.basket_id), customer_id=self.customer.pk
        )
        order = orders.place_order(
            visitor=visitor,
            basket_id=added.basket_id,
            version=added.version,
            contact=ADA,
            redeem="",
            seen_total=price.total,
            payment_token=tokenize(CARD),
        )
        self.order_id = order.pk

    def work(self) -> None:
        let_time_pass(timedelta(hours=1))
        deliver_all(failures=True)

    def state(self) -> State:
        return State(
            order=Order.objects.get(pk=self.order_id).status,
            paid=Payment.objects.filter(order=self.order_id, status="captured").exists(),
            points=sum(
                Entry.objects.filter(order_id=self.order_id).values_list("points", flat=True)
            ),
            receipt=Message.objects.filter(
                order_id=self.order_id, type="receipt", sent_at__isnull=False
            ).exists(),
        )

    @contextmanager
    def breaking(self) -> Iterator[None]:
        with patch("loyalty.services.award_points", side_effect=Broken):
            yield


class WithCalls:
    """The twin."""

    def __init__(self) -> None:
        TwinProduct.objects.get_or_create(
            pk="TEAPOT",
            defaults={"name": "Teapot", "price": Decimal("30.00"), "available": 100},
        )
        self.customer_id = 0
        self.order: TwinOrder

    def buy(self) -> None:
        self.customer_id = next(_numbers)
        basket = TwinBasket.objects.create(customer_id=self.customer_id)
        baskets.add(basket, "TEAPOT")
        standing = points.standing_of(self.customer_id)
        self.order = checkout.place(
            basket_id=basket.pk,
            version=basket.version,
            seen_total=prices.quote(baskets.lines(basket.pk), standing).total,
            contact=checkout.Contact(**asdict(ADA)),
            customer_id=self.customer_id,
        )
        checkout.pay(self.order, card=CARD)

    def work(self) -> None:
        checkout.settle()

    def state(self) -> State:
        account = TwinAccount.objects.filter(pk=self.customer_id).first()
        return State(
            order=TwinOrder.objects.get(pk=self.order.pk).status,
            paid=bank.has(str(self.order.pk)) > 0,
            points=account.points if account else 0,
            receipt=TwinMessage.objects.filter(
                order=self.order, kind="receipt", sent_at__isnull=False
            ).exists(),
        )

    @contextmanager
    def breaking(self) -> Iterator[None]:
        with patch.object(points, "award", side_effect=Broken):
            yield


class WithGuardedCalls(WithCalls):
    """The twin, with a `try` around the call that fails."""

    @contextmanager
    def breaking(self) -> Iterator[None]:
        with patch.object(points, "award", _guarded(_fails)):
            yield


def _fails(order: TwinOrder) -> None:
    raise Broken


def _guarded(call: Callable[[TwinOrder], None]) -> Callable[[TwinOrder], None]:
    def guarded(order: TwinOrder) -> None:
        try:
            with transaction.atomic():
                call(order)
        except Broken:
            pass  # a real shop would log it

    return guarded
