"""Place the past orders of the demo by the shop's services, and move them into the past."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction

from events.delivery.deliver import deliver
from examples.demo.history import move_back
from examples.demo.mails import move_mails_back
from examples.demo.past_orders import KIM, PAST_ORDERS, PastOrder
from notifications.services import mark_all_read
from orders import selectors, services
from orders.gateway import GatewayTimeout, tokenize
from orders.models import Basket, Offer, Order, Status
from orders.visitors import Visitor

# The customer has read what is older.
_UNREAD = timedelta(days=7)


def place_past_orders(*, customer_id: int, since: datetime) -> tuple[int, int]:
    """Place the orders that do not exist yet; return their number and that of deliveries.

    Everything that was stored after `since` moves into the past with its order.
    """
    placed = delivered = 0
    for number, past in enumerate(PAST_ORDERS, start=1):
        guest_id = uuid5(NAMESPACE_URL, f"demo order {number}")
        if Order.objects.filter(basket__guest_id=guest_id).exists():
            continue
        order = _place(past, guest_id, customer_id if past.contact is KIM else None)
        placed += 1
        with suppress(GatewayTimeout):
            services.charge_payment(payment_id=order.payments.get().id)
        delivered += _deliver_in_the_past(since, past.age, customer_id)
        order.refresh_from_db()
        if order.status == Status.COMPLETED and past.then is not None:
            past.then(order)
            delivered += _deliver_in_the_past(since, past.age_of_step, customer_id)
    return placed, delivered


def _deliver_in_the_past(since: datetime, age: timedelta, customer_id: int) -> int:
    """Move new events into the past, run their receivers, and move the results there.

    Receivers that use the time of the event, such as the sales of a day, then use the past one.
    """
    move_back(since=since, by=age)
    delivered = 0
    while deliver():
        delivered += 1
    if age > _UNREAD:
        mark_all_read(user_id=customer_id)
    move_back(since=since, by=age)
    move_mails_back(since=since, by=age)
    return delivered


def _place(past: PastOrder, guest_id: UUID, customer_id: int | None) -> Order:
    guest = Visitor(guest_id=guest_id)
    with transaction.atomic():
        for sku, quantity in past.basket.items():
            offer = Offer.objects.get(pk=sku)
            services.add_to_basket(visitor=guest, offer=offer, quantity=quantity)
        basket = Basket.objects.get(guest_id=guest_id)
    lines = selectors.basket_lines(basket_id=basket.id)
    return services.place_order(
        visitor=Visitor(customer_id=customer_id, guest_id=guest_id),
        basket_id=basket.id,
        version=basket.version,
        contact=past.contact,
        redeem="",
        seen_total=selectors.price_basket(lines=lines, customer_id=customer_id).total,
        payment_token=tokenize(past.card_number),
    )
