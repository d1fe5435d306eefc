"""Visit every page of the installed shop, place an order and cancel it.

Not collected by itself: `test_without_apps.py` runs it in processes in which apps are missing.
"""

import re
from decimal import Decimal

import pytest
from django.apps import apps
from django.core import checks
from django.test import Client
from django.urls import reverse

from accounts.models import User
from events.models import Delivery, StoredEvent
from events.testing import deliver_all
from inventory import services as inventory
from inventory.models import Category, Stock
from orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = [
    "/",
    "/basket/",
    "/checkout/",
    "/orders/",
    "/account/",
    "/account/login/",
    "/account/signup/",
]


@pytest.fixture
def _teapot() -> None:
    category = inventory.save_category(category=Category(name="Kitchen", slug="kitchen"))
    inventory.add_product(
        sku="TEAPOT",
        slug="teapot",
        name="Teapot",
        price=Decimal("30.00"),
        emoji="🫖",
        category=category,
    )
    inventory.receive_stock(sku="TEAPOT", quantity=3)


def _hidden(page: bytes, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.decode())
    assert found, f"the checkout has no {name}"
    return found[1]


def _order(client: Client) -> Order:
    client.post("/basket/add/", {"sku": "TEAPOT", "quantity": "2"})
    checkout = client.get("/checkout/").content
    response = client.post(
        "/checkout/",
        {
            "email": "ann@example.com",
            "name": "Ann Buyer",
            "address": "1 High Street",
            "postcode": "N1 9GU",
            "city": "London",
            "country": "GB",
            "card_number": "4242 4242 4242 4242",
            "card_expiry": "12/40",
            "card_cvc": "123",
            "redeem": "",
            **{name: _hidden(checkout, name) for name in ("basket", "version", "seen_total")},
        },
    )
    assert response.status_code == 303, response.content.decode()
    return Order.objects.latest("placed_at")


@pytest.mark.usefixtures("_teapot")
def test_order_is_paid_and_cancelled() -> None:
    owner = User.objects.create_user("ann@example.com", "a-long-password")
    client = Client()
    client.force_login(owner)
    order = _order(client)
    deliver_all()
    order.refresh_from_db()
    assert order.status == "completed"
    for address in [*PAGES, "/products/teapot/", reverse("orders:order", args=[order.id])]:
        assert client.get(address, follow=True).status_code == 200, address
    client.post(reverse("orders:cancel", args=[order.id]))
    deliver_all()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Stock.objects.get().available == 3
    assert not Delivery.objects.filter(status__in=["pending", "running", "failed"]).exists()


@pytest.mark.usefixtures("_teapot")
def test_guest_sees_every_page() -> None:
    client = Client()
    order = _order(client)
    for address in [*PAGES, "/products/teapot/", reverse("orders:order", args=[order.id])]:
        assert client.get(address, follow=True).status_code == 200, address


@pytest.mark.usefixtures("_teapot")
def test_staff_see_the_explorer_and_the_admin() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("sam@example.com", "x"))
    _order(client)
    stored = StoredEvent.objects.latest("id")
    for address in [
        "/admin/",
        "/events/",
        "/events/log/",
        "/events/failed/",
        f"/events/{stored.id}/",
        f"/events/flows/{stored.correlation_id}/",
        f"/events/flows/{stored.correlation_id}.json",
    ]:
        assert client.get(address).status_code == 200, address


def test_receivers_belong_to_installed_apps() -> None:
    from events.registry import registry

    installed = {config.label for config in apps.get_app_configs()}
    assert {subscription.app for subscription in registry.subscriptions.values()} <= installed


def test_checks_report_unused_signals_only() -> None:
    warnings = {message.id for message in checks.run_checks()}
    assert warnings <= {"events.W004"}
