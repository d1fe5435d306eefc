"""Actions of the admin's lists take at most 100 rows: "select all" can mean a million."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from events.models import StoredEvent
from inventory import services
from inventory.models import Product
from tests.accounts.factories import UserFactory
from tests.inventory.factories import ProductFactory, ReorderFactory
from tests.notifications.factories import MessageFactory, StockAlertFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("page", "action", "create"),
    [
        ("accounts/user", "close_accounts", UserFactory.create),
        ("inventory/product", "withdraw", ProductFactory.create),
        ("inventory/product", "put_on_sale", ProductFactory.create),
        ("inventory/stock", "receive", ProductFactory.create),
        ("inventory/reorder", "mark_ordered", ReorderFactory.create),
        ("notifications/message", "resend", MessageFactory.create),
        ("notifications/stockalert", "cancel_all", StockAlertFactory.create),
    ],
)
def test_number_of_rows_is_limited(
    admin_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    action: str,
    create: Callable[[], Any],
) -> None:
    monkeypatch.setattr("storefront.admin_site.selection.MAX_CHOSEN", 1)
    rows = [create(), create()]
    events = StoredEvent.objects.count()
    chosen = {"action": action, "select_across": "1", "_selected_action": str(rows[0].pk)}

    answer = admin_client.post(f"/admin/{page}/", {**chosen, "quantity": "1"}, follow=True)

    assert "Choose at most 1 " in answer.text
    assert StoredEvent.objects.count() == events


def test_chosen_rows_that_left_the_list_are_reported(admin_client: Client) -> None:
    products = [ProductFactory.create(status=Product.Status.WITHDRAWN) for _ in range(3)]
    chosen = {"action": "put_on_sale", "_selected_action": [each.pk for each in products]}
    withdrawn = "/admin/inventory/product/?status__exact=withdrawn"
    services.put_on_sale(sku=products[0].pk)

    first = admin_client.post(withdrawn, chosen, follow=True).text
    second = admin_client.post(withdrawn, chosen, follow=True).text

    left_out = "of the chosen products {} left out: this list does not show {} any more."
    assert f"1 {left_out.format('was', 'it')}" in first
    assert "The selected products are on sale." in first
    assert f"3 {left_out.format('were', 'them')}" in second
    assert "on sale." not in second
