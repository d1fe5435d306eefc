"""The pages and the work that are compared, by name."""

from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils.http import urlencode
from uuid_utils.compat import uuid7

from accounts.models import User
from events.api import unit_of_work
from events.delivery.claim import claim
from events.delivery.maintenance import prune
from events.models import Delivery, StoredEvent
from events.signals import MinutePassed, minute_passed
from inventory.forms.catalogue import cursor
from inventory.models import Product
from inventory.selectors import Position, find_sort
from orders import selectors, services
from orders.gateway import tokenize
from orders.models import Offer, Order
from orders.values import Contact
from orders.visitors import Visitor

type Page = Callable[[], object]

_ADMIN = {
    "orders": "orders/order/",
    "orders, paid": "orders/order/?status__exact=completed",
    "payments": "orders/payment/",
    "charges": "orders/charge/",
    "baskets": "orders/basket/",
    "offers": "orders/offer/",
    "products": "inventory/product/",
    "stock": "inventory/stock/",
    "low stock": "inventory/stock/?low=yes",
    "movements": "inventory/movement/",
    "stored events": "events/storedevent/",
    "deliveries": "events/delivery/",
    "messages": "notifications/message/",
    "points accounts": "loyalty/account/",
    "points entries": "loyalty/entry/",
    "users": "accounts/user/",
}


def pages(products: int) -> dict[str, Page]:
    """Return everything that is measured; some of it places orders or deletes old events."""
    settings.ALLOWED_HOSTS.append("testserver")
    staff, customer = Client(), Client()
    staff.force_login(User.objects.get(email="sam@example.com"))
    customer.force_login(User.objects.get(email="customer-1@example.com"))
    order = Order.objects.filter(customer__email="customer-1@example.com").order_by("-pk")[0]
    middle = Product.objects.order_by("sku")[products // 2]
    event = StoredEvent.objects.filter(correlation_id=order.pk).order_by("pk")[0]
    by_name = find_sort("name", searching=False)
    half_way = cursor(Position(value=middle.name, sku=middle.sku), by_name)
    deep = urlencode({"sort": "name", "after": half_way})

    def page(path: str, client: Client = customer) -> Page:
        def request() -> None:
            cache.clear()
            assert client.get(path).status_code == 200, path

        return request

    searches = {
        "orders": {
            "number": order.number,
            "e-mail": order.email,
            "name": order.name,
            "nothing": "does-not-exist",
        },
    }
    return {
        "catalogue": page("/"),
        "catalogue, deep": page(f"/?{deep}"),
        "category": page("/?category=shelf-3"),
        "price range": page("/?min_price=20&max_price=30"),
        "search, a rare word": page(f"/?q={middle.name.split()[-1]}"),
        "search, a common word": page("/?q=walnut"),
        "search, two words": page("/?q=walnut+material"),
        "search, a typing error": page("/?q=wallnut"),
        "search, nothing": page("/?q=xylophone"),
        "product": page(f"/products/{middle.slug}/"),
        "final POST": partial(_place_order, middle.sku),
        "my orders": page("/orders/"),
        "order": page(f"/orders/{order.pk}/"),
        "timeline": page(f"/events/flows/{order.pk}/", staff),
        "event map": page("/events/", staff),
        "event log": page("/events/log/", staff),
        "event log of a signal": page("/events/log/?signal=orders.order_shipped", staff),
        "failed": page("/events/failed/", staff),
        "claim": _claim,
        "prune": _prune,
        **{f"admin {name}": page(f"/admin/{path}", staff) for name, path in _ADMIN.items()},
        **{
            f"admin orders, search: {name}": page(
                f"/admin/orders/order/?{urlencode({'q': q})}", staff
            )
            for name, q in searches["orders"].items()
        },
        "admin payments, search": page(f"/admin/orders/payment/?q={order.number}", staff),
        "admin baskets, search": page(f"/admin/orders/basket/?q={order.number}", staff),
        "admin offers, search": page("/admin/orders/offer/?q=walnut", staff),
        "admin products, search": page("/admin/inventory/product/?q=material", staff),
        "admin movements, search": page(f"/admin/inventory/movement/?q={order.pk}", staff),
        "admin events, search": page(f"/admin/events/storedevent/?q={event.pk}", staff),
        "admin deliveries, search": page(f"/admin/events/delivery/?q={event.pk}", staff),
        "admin messages, search": page(f"/admin/notifications/message/?q={order.email}", staff),
        "admin points accounts, search": page(f"/admin/loyalty/account/?q={order.email}", staff),
        "admin users, search": page(f"/admin/accounts/user/?q={order.email}", staff),
    }


def _place_order(sku: str) -> None:
    """Fill a new guest's basket and place its order, without a request around it."""
    visitor = Visitor(guest_id=uuid7())
    offer = Offer.objects.get(pk=sku)
    added = services.add_to_basket(visitor=visitor, offer=offer, quantity=1)
    lines = selectors.basket_lines(basket_id=added.basket_id)
    price = selectors.price_basket(lines=lines, customer_id=None)
    services.place_order(
        visitor=visitor,
        basket_id=added.basket_id,
        version=added.version,
        contact=Contact(
            email="guest@example.com",
            name="Guest",
            address="1 High Street",
            postcode="N1 9GU",
            city="London",
            country="GB",
        ),
        redeem="",
        seen_total=price.total,
        payment_token=tokenize("4242424242424242"),
    )


def _claim() -> None:
    """Publish a minute, and claim what is due, as a worker does."""
    first = StoredEvent.objects.order_by("-pk")[0]
    Delivery.objects.filter(event=first, status="running").update(status="done")
    with unit_of_work():
        minute_passed.publish(MinutePassed(minute=first.occurred_at))
    for lease in claim():
        Delivery.objects.filter(pk=lease.delivery.pk).update(status="done")


def _prune() -> None:
    """Delete the events of the oldest orders: about a hundred."""
    prune(before=StoredEvent.objects.order_by("pk")[100].occurred_at)
