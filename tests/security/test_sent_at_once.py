"""A staff form that a browser sends several times at once adds one row, without an error page."""

from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from inventory.models import Category, Product
from tests.accounts.factories import UserFactory
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.orders import stock
from tests.threads import at_once

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

TIMES = 4
PRODUCT = {
    "sku": "TEAPOT",
    "slug": "teapot",
    "name": "Teapot",
    "price": "34.90",
    "status": "on_sale",
    "emoji": "T",
    "pieces": "5",
    "threshold": "1",
}


def _send_at_once(path: str, fields: dict[str, Any]) -> list[int]:
    """Send a form several times at the same moment; return the statuses."""
    user = UserFactory.create(is_staff=True, is_superuser=True)
    clients = [Client(raise_request_exception=False) for _ in range(TIMES)]
    for client in clients:
        client.force_login(user)
        client.get("/admin/")
    start = Barrier(TIMES)

    def send(client: Client) -> int:
        start.wait(timeout=30)
        return client.post(path, fields).status_code

    return at_once(*(partial(send, client) for client in clients))


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        ("inventory.category", {"name": "Garden", "slug": "garden", "hue": "60", "position": "1"}),
        ("accounts.user", {"email": "kim@example.com"}),
        ("auth.group", {"name": "Packers"}),
        ("flatpages.flatpage", {"url": "/repairs/", "title": "Repairs", "content": "Yes."}),
    ],
)
def test_form_that_is_sent_at_once_adds_one_row(model: str, fields: dict[str, str]) -> None:
    UserFactory.create()
    rows = apps.get_model(model)._default_manager
    name, value = next(iter(fields.items()))
    statuses = _send_at_once(f"/admin/{model.replace('.', '/')}/add/", fields)
    assert sorted(statuses) == [200] * (TIMES - 1) + [302]
    assert rows.filter(**{name: value}).count() == 1


def test_product_that_is_sent_at_once_is_added_once() -> None:
    category: Category = CategoryFactory.create()
    statuses = _send_at_once(
        "/admin/inventory/product/add/", {**PRODUCT, "category": str(category.pk)}
    )
    assert sorted(statuses) == [200] * (TIMES - 1) + [302]
    assert Product.objects.get().pk == "TEAPOT"
    assert stock("TEAPOT") == {"available": 5, "received": 5}


def test_pieces_that_are_sent_at_once_are_received_once() -> None:
    ProductFactory.create(sku="TEAPOT", pieces=1)
    action = {"action": "receive", "_selected_action": "TEAPOT", "quantity": "3"}
    statuses = _send_at_once("/admin/inventory/stock/", {**action, "submission": str(uuid4())})
    assert statuses == [302] * TIMES
    assert stock("TEAPOT") == {"available": 4, "received": 4}
