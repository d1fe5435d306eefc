"""The demo's past orders: one in every state an order can be in, by the shop's own services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from orders import services
from orders.models import Order
from orders.selectors import price_basket
from orders.values import Card, Contact

_KIM = Contact(
    email="kim@signal-shop.example",
    name="Kim Lindqvist",
    address="12 Lantern Lane",
    postcode="N1 9GU",
    city="London",
    country="GB",
)
_GUEST = Contact(
    email="robin@guests.example",
    name="Robin Vale",
    address="Rue des Lilas 4",
    postcode="75020",
    city="Paris",
    country="FR",
)

PAYS = "4242424242424242"
DECLINED = "4000000000000002"
NO_ANSWER = "4000000000000259"


@dataclass(frozen=True, slots=True)
class PastOrder:
    """What was ordered, how it was to be paid, and what happened to it then."""

    basket: Mapping[str, int]
    contact: Contact = _KIM
    card_number: str = PAYS
    then: Callable[[Order], object] | None = None


def _ship(order: Order) -> None:
    services.ship_order(order_id=order.id, tracking_number=f"SIG{order.number[-5:]}GB")


def _deliver(order: Order) -> None:
    _ship(order)
    services.deliver_order(order_id=order.id)


def _refund(order: Order) -> None:
    _deliver(order)
    services.refund_order(order_id=order.id, resaleable=True)


def _refund_one_cushion(order: Order) -> None:
    _deliver(order)
    services.refund_order(order_id=order.id, lines={"FLOOR-CUSHION": 1}, resaleable=False)


def _cancel(order: Order) -> None:
    services.cancel_order(order_id=order.id, reason="customer")


PAST_ORDERS = (
    PastOrder({"SUNRISE-CLOCK": 1, "WOOL-BLANKET": 3, "READING-LAMP": 1}, then=_deliver),
    PastOrder({"FLOOR-CUSHION": 3, "TALL-MUG": 4}, then=_refund_one_cushion),
    PastOrder({"STORM-LANTERN": 1, "CANDLE-SET": 2}, then=_ship),
    PastOrder({"NOTEBOOK": 3, "FOUNTAIN-PEN": 1}),
    PastOrder({"KITE": 1}, then=_cancel),
    PastOrder({"MORNING-TEAPOT": 1}, then=_refund),
    PastOrder({"DESK-GLOBE": 1}, card_number=DECLINED),
    PastOrder({"HERB-BOX": 1}, card_number=NO_ANSWER),
    PastOrder({"BEE-HOTEL": 1, "SUNFLOWER-SEEDS": 5}, contact=_GUEST, then=_ship),
    PastOrder({"TEDDY-BEAR": 1}, contact=_GUEST),
)


def place_past_orders(*, customer_id: int) -> int:
    """Place those that are not there yet; how many that were."""
    placed = 0
    for number, past in enumerate(PAST_ORDERS, start=1):
        buyer = customer_id if past.contact is _KIM else None
        priced = price_basket(basket=past.basket, customer_id=buyer, redeem="")
        placement = services.place_order(
            token=f"demo {number}",
            basket=past.basket,
            customer_id=buyer,
            contact=past.contact,
            redeem="",
            seen_total=priced.total,
        )
        if not placement.created:
            continue
        placed += 1
        result = services.pay(order=placement.order, card=_card(past.card_number))
        if result.outcome == "completed" and past.then is not None:
            past.then(placement.order)
    return placed


def _card(number: str) -> Card:
    expires = timezone.now() + timedelta(days=700)
    return Card(number=number, expiry_month=12, expiry_year=expires.year, cvc="123")
