"""A form that a browser sends several times at once has one effect, and no error page."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.test import Client

from accounts.links import confirmation_link
from accounts.models import LinkPurpose, LinkRequest, User
from accounts.second_factor import device_of
from inventory.models import Category, Product
from tests.accounts.factories import PASSWORD, LinkRequestFactory, UserFactory
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


def _send_at_once(path: str, fields: dict[str, Any], *, user: User | None = None) -> list[int]:
    """Send a form several times at the same moment, as staff; return the statuses."""
    user = user or UserFactory.create(is_staff=True, is_superuser=True)
    clients = [Client(raise_request_exception=False) for _ in range(TIMES)]
    for client in clients:
        client.force_login(user)
        client.get("/account/")

    def send(client: Client) -> int:
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


def test_account_that_is_closed_twice_at_once_is_closed() -> None:
    user = UserFactory.create()
    statuses = _send_at_once("/account/close/", {"password": PASSWORD}, user=user)
    assert max(statuses) < 500
    assert not User.objects.filter(pk=user.pk).exists()


def test_account_that_staff_close_twice_at_once_is_closed() -> None:
    user = UserFactory.create()
    action = {"action": "close_accounts", "_selected_action": str(user.pk), "confirmed": "yes"}
    statuses = _send_at_once("/admin/accounts/user/", action)
    assert max(statuses) < 500
    assert not User.objects.filter(pk=user.pk).exists()


def test_change_of_email_confirmed_twice_at_once_notifies_once() -> None:
    change = LinkRequestFactory.create(
        purpose=LinkPurpose.EMAIL_CHANGE, user=UserFactory.create(email="ada@example.com")
    )
    statuses = _send_at_once(confirmation_link(change).partition("8000")[2], {})
    assert sorted(statuses) == [302] + [410] * (TIMES - 1)
    notices = LinkRequest.objects.filter(purpose=LinkPurpose.EMAIL_CHANGED)
    assert [notice.email for notice in notices] == ["ada@example.com"]


def test_sign_up_confirmed_twice_at_once_adds_one_account() -> None:
    sign_up = LinkRequestFactory.create(email="ada@example.com")
    statuses = _send_at_once(
        confirmation_link(sign_up).partition("8000")[2], {"password": PASSWORD}
    )
    assert max(statuses) < 500
    assert User.objects.filter(email="ada@example.com").count() == 1


def test_second_factor_that_is_opened_at_once_has_one_device() -> None:
    staff = UserFactory.create(is_staff=True)
    devices = at_once(*[partial(device_of, staff) for _ in range(TIMES)])
    assert len({device.pk for device in devices}) == 1
