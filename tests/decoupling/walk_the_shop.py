"""Visit every page of the installed shop, place an order and cancel it.

Not collected by itself: `test_without_apps.py` runs it in processes in which apps are missing.
"""

import pytest
from django.apps import apps
from django.core import checks
from django.urls import reverse

from accounts.models import User
from events.models import Delivery, StoredEvent
from events.registry import registry
from events.testing import deliver_all
from inventory.models import Stock
from orders.models import Order
from tests.orders import shop
from tests.orders.pages.visitor import Shopper

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
def teapot(transactional_db: None) -> None:
    shop.put_on_shelf("TEAPOT", name="Teapot", price="30.00", pieces=3)


def _order(shopper: Shopper) -> Order:
    shopper.choose("TEAPOT", quantity=2)
    shopper.follow(shopper.submit())
    return Order.objects.latest("placed_at")


@pytest.mark.usefixtures("teapot")
def test_order_is_paid_and_cancelled() -> None:
    shopper = Shopper()
    shopper.client.force_login(User.objects.create_user("ada@example.com"))
    order = _order(shopper)
    deliver_all()
    order.refresh_from_db()
    assert order.status == "completed"
    for address in [*PAGES, "/products/teapot/", reverse("orders:order", args=[order.id])]:
        assert shopper.get(address, follow=True).status_code == 200, address
    shopper.post(reverse("orders:cancel", args=[order.id]), {})
    deliver_all()
    order.refresh_from_db()
    assert order.status == "cancelled"
    assert Stock.objects.get().available == 3
    assert not Delivery.objects.filter(status__in=["pending", "running", "failed"]).exists()


@pytest.mark.usefixtures("teapot")
def test_guest_sees_every_page() -> None:
    shopper = Shopper()
    order = _order(shopper)
    for address in [*PAGES, "/products/teapot/", reverse("orders:order", args=[order.id])]:
        assert shopper.get(address, follow=True).status_code == 200, address


@pytest.mark.usefixtures("teapot")
def test_staff_see_the_explorer_and_the_admin() -> None:
    shopper = Shopper()
    shopper.client.force_login(User.objects.create_superuser("sam@example.com"))
    _order(shopper)
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
        assert shopper.get(address).status_code == 200, address


def test_receivers_belong_to_installed_apps() -> None:
    installed = {config.label for config in apps.get_app_configs()}
    assert {subscription.app for subscription in registry.subscriptions.values()} <= installed


def test_checks_report_unused_signals_only() -> None:
    warnings = {message.id for message in checks.run_checks()}
    assert warnings <= {"events.W004"}
