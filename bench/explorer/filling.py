"""The content of the measured shop: products, one order, and a long event log."""

from uuid import UUID

from django.db import connection

from accounts.models import User
from bench import seeding
from bench.workload import product_slug
from events.testing import deliver_all
from inventory.models import Product
from orders import selectors, services
from orders.gateway import tokenize
from orders.models import Offer
from orders.values import Contact
from orders.visitors import Visitor

_ADA = Contact(
    email="ada@example.com",
    name="Ada Lovelace",
    address="12 St James's Square",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)
_CARD = "4242424242424242"
# Every event of the order's life again and again, a second apart into the past; one in ten with
# a delivery that is done. Ids are in the order of time, as the kernel's are (UUID version 7).
_EVENTS = """
    INSERT INTO events_storedevent (id, signal, version, payload, occurred_at, correlation_id,
        causation_id, published_by, depth, unit_of_work, unit_of_work_started_at,
        receiver_runs, after_commit, request_id, actor)
    SELECT (lpad(to_hex((extract(epoch FROM now()) - n)::bigint * 1000), 12, '0')
            || '70008' || substr(md5(n::text), 1, 15))::uuid,
        e.signal, e.version, e.payload, now() - n * interval '1 second',
        md5((n / 10)::text)::uuid, NULL, e.published_by, e.depth, e.unit_of_work,
        e.unit_of_work_started_at, e.receiver_runs, e.after_commit,
        e.request_id, e.actor
    FROM generate_series(1, %s) AS n
    JOIN (SELECT *, row_number() OVER () - 1 AS place, count(*) OVER () AS number
          FROM events_storedevent WHERE correlation_id = %s) e ON e.place = n %% e.number
"""
_DELIVERIES = """
    INSERT INTO events_delivery (event_id, signal, receiver, mode, queue, urgent, status, attempts,
        last_error, failures)
    SELECT id, signal, 'loyalty.award_points', 'durable', 'default', FALSE, 'done', 1, '', '[]'
    FROM events_storedevent WHERE correlation_id <> %s AND left(md5(id::text), 1) = '0'
"""


def fill(*, events: int) -> UUID:
    """Fill the tables; return the order whose flow is measured."""
    seeding.fill(products=60)
    User.objects.create_superuser("sam@example.com")
    order_id = one_order(*(Product.objects.get(slug=product_slug(n)).sku for n in (1, 2)))
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [events, order_id])
        cursor.execute(_DELIVERIES, [order_id])
        cursor.execute("VACUUM ANALYZE")
    return order_id


def one_order(first: str, second: str, *, refund: bool = True) -> UUID:
    """Place, pay, ship, deliver and refund one order, and run all its receivers."""
    customer = User.objects.create_user(_ADA.email)
    visitor = Visitor(customer_id=customer.pk)
    for sku, quantity in ((first, 30), (second, 1)):
        offer = Offer.objects.get(pk=sku)
        added = services.add_to_basket(visitor=visitor, offer=offer, quantity=quantity)
    lines = selectors.basket_lines(basket_id=added.basket_id)
    order = services.place_order(
        visitor=visitor,
        basket_id=added.basket_id,
        version=added.version,
        contact=_ADA,
        redeem="",
        seen_total=selectors.price_basket(lines=lines, customer_id=customer.pk).total,
        payment_token=tokenize(_CARD),
    )
    services.charge_payment(payment_id=order.payments.get().id)
    services.ship_order(order_id=order.id, tracking_number="BENCH-1")
    services.deliver_order(order_id=order.id)
    if refund:
        services.refund_order(order_id=order.id, lines={first: 1}, resaleable=True)
    deliver_all()
    return order.id
