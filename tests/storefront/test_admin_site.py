"""The admin as staff see it: its menu, its home page, and the shop's times and money."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import localize

from events.models import Delivery, Status
from inventory.models import Stock
from storefront.admin_site.figures import list_url
from tests.accounts.factories import client_with
from tests.events.factories import DeliveryFactory
from tests.orders.factories import OrderFactory, PaymentFactory

HOME = "/admin/"


def _figure(page: str, label: str) -> tuple[str, str]:
    """Return the address and the number of a figure on the home page."""
    found = re.search(rf'<a href="([^"]*)">([^<]*)<span class="visually-hidden">: {label}<', page)
    assert found, label
    return found[1], found[2]


def test_menu_groups_models_and_folds_the_rest(admin_client: Client) -> None:
    page = admin_client.get(HOME).text

    groups = re.findall(r"<h2>([^<]+)</h2>\s*<ul>", page)
    assert groups == ["Orders", "Catalogue", "Customers"]
    folded = page.partition("<summary>Back room</summary>")[2].partition("</details>")[0]
    assert reverse("admin:events_storedevent_changelist") in folded
    assert reverse("admin:orders_order_changelist") not in folded


@pytest.mark.django_db
def test_menu_shows_what_the_user_may_view() -> None:
    page = client_with("view_stock", is_staff=True).get(HOME).text

    assert reverse("admin:inventory_stock_changelist") in page
    assert reverse("admin:orders_order_changelist") not in page
    assert "Back room" not in page


def test_each_number_links_to_the_list_it_counts(admin_client: Client) -> None:
    OrderFactory.create(paid=True)
    OrderFactory.create(paid=True, status="shipped")
    PaymentFactory.create(order=OrderFactory.create(), status="pending", settled_at=None)

    page = admin_client.get(HOME).text

    for label in ("To ship", "On their way", "Waiting for the bank"):
        url, number = _figure(page, label)
        assert number == "1"
        listed = admin_client.get(url.replace("&amp;", "&"))
        assert listed.context["cl"].result_count == 1


def test_home_page_counts_low_stock(admin_client: Client) -> None:
    low = Stock.objects.low().count()

    url, number = _figure(admin_client.get(HOME).text, "Low or sold out")

    assert number == str(low)
    assert url == list_url("inventory_stock", low="yes")


@pytest.mark.django_db
def test_home_page_hides_what_the_user_may_not_view() -> None:
    page = client_with("view_stock", is_staff=True).get(HOME).text

    assert "Low or sold out" in page
    assert "To ship" not in page
    assert "Waiting for the bank" not in page
    assert "Failed" not in page


def test_failed_deliveries_show_on_every_admin_page(admin_client: Client) -> None:
    DeliveryFactory.create(status=Status.FAILED)

    url, number = _figure(admin_client.get(HOME).text, "Failed")
    header = admin_client.get(reverse("admin:orders_order_changelist")).text

    assert (number, url) == ("1", list_url("events_delivery", status="failed"))
    assert "failed delivery" in header.partition("<main")[0]
    Delivery.objects.all().delete()
    assert "failed deliver" not in admin_client.get(HOME).text


def test_lists_write_money_and_status_as_the_shop_does(admin_client: Client) -> None:
    order = OrderFactory.create(paid=True)

    page = admin_client.get(reverse("admin:orders_order_changelist")).text

    assert f'<td class="field-total">€{order.total}</td>' in page
    assert '<span class="status" data-status="completed">Paid</span>' in page


def test_times_are_written_as_the_shop_does() -> None:
    assert localize(datetime(2026, 11, 29, 14, 5, tzinfo=UTC)) == "29 Nov 2026, 14:05"
