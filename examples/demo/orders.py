"""The past orders of the demo: one in each status, placed by the shop's services."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils import timezone

from orders import selectors, services
from orders.gateway import Card, GatewayTimeout, tokenize
from orders.models import Basket, Order, Status
from orders.values import Contact
from orders.visitors import Visitor

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
    """A basket with its contact and card, and the step that followed the payment."""

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
    """Place the orders that do not exist yet, and return their number."""
    placed = 0
    for number, past in enumerate(PAST_ORDERS, start=1):
        guest_id = uuid5(NAMESPACE_URL, f"demo order {number}")
        if Order.objects.filter(basket__guest_id=guest_id).exists():
            continue
        order = _place(past, guest_id, customer_id if past.contact is _KIM else None)
        placed += 1
        with suppress(GatewayTimeout):
            services.charge_payment(payment_id=order.payments.get().id)
        order.refresh_from_db()
        if order.status == Status.COMPLETED and past.then is not None:
            past.then(order)
    return placed


def _place(past: PastOrder, guest_id: UUID, customer_id: int | None) -> Order:
    guest = Visitor(guest_id=guest_id)
    with transaction.atomic():
        for sku, quantity in past.basket.items():
            services.add_to_basket(visitor=guest, sku=sku, quantity=quantity)
        basket = Basket.objects.get(guest_id=guest_id)
    lines = selectors.basket_lines(basket_id=basket.id)
    return services.place_order(
        visitor=Visitor(customer_id=customer_id, guest_id=guest_id),
        basket_id=basket.id,
        version=basket.version,
        contact=past.contact,
        redeem="",
        seen_total=selectors.price_basket(lines=lines, customer_id=customer_id).total,
        payment_token=_token(past.card_number),
    )


def _token(number: str) -> str:
    expires = timezone.now() + timedelta(days=700)
    return tokenize(Card(number=number, expiry_month=12, expiry_year=expires.year, cvc="123"))
