"""Values that no form offers are answered with an error message or 400, never with a 500."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from orders.models import Order
from tests.accounts.factories import UserFactory
from tests.inventory.factories import CategoryFactory
from tests.orders import shop
from tests.orders.pages.visitor import Shopper
from tests.security.rules import ADMIN

pytestmark = pytest.mark.django_db

VALUES = ["-Infinity", "NaN", "1e400", "9" * 40, "-1", "0x1", "abc", "İ" * 100, "a\0b", "1'--"]
MOMENTS = [
    *("0001-01-01", "0001-01-01 00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-12:00"),
    *("2026-02-29", "2026-03-29 02:30:00"),
]
DIGESTS = ["", "null", "[1]", '{"name": []}', "9" * 5000, "[" * 200_000]


@pytest.mark.parametrize(
    ("page", "fields"),
    [
        ("/admin/loyalty/entry/add/", ["customer", "points", "note"]),
        ("/admin/auth/group/add/", ["permissions"]),
        ("/admin/inventory/product/add/", ["category", "price", "old_price", "pieces", "slug"]),
        ("/admin/inventory/category/add/", ["hue", "position", "slug"]),
    ],
)
def test_staff_form_answers_any_value(root: Client, page: str, fields: list[str]) -> None:
    for value in VALUES:
        given = dict.fromkeys(fields, value) | {"token": str(uuid4())}
        assert root.post(page, given).status_code == 200, value


def test_access_of_an_account_answers_any_value(root: Client) -> None:
    kim = UserFactory.create()
    for value in VALUES:
        chosen = {"groups": [value], "user_permissions": [value]}
        page = root.post(f"/admin/accounts/user/{kim.pk}/change/", chosen)
        assert page.status_code == 200, value
        assert User.objects.get(pk=kim.pk).groups.count() == 0, value


@pytest.mark.parametrize("parameter", ["id", "q", "p", "o", "groups__id__exact", "is_staff__exact"])
@pytest.mark.parametrize(
    "page", ["accounts/user", "auth/group", "otp_totp/totpdevice", "axes/accessattempt"]
)
def test_list_answers_any_parameter(root: Client, page: str, parameter: str) -> None:
    for value in VALUES:
        answer = root.get(f"/admin/{page}/", {parameter: value})
        assert answer.status_code in (200, 302, 400), value


def test_list_answers_a_search_of_many_words(root: Client) -> None:
    words = " ".join(["a1"] * 1200)  # SQLite refuses more than a thousand conditions
    for label in ADMIN:
        answer = root.get(f"/admin/{label.replace('.', '/')}/", {"q": words})
        assert answer.status_code == 200, label


@pytest.mark.parametrize("page", ["change", "delete", "history"])
def test_object_answers_any_name_of_a_field(root: Client, page: str) -> None:
    kim, group = UserFactory.create(), Group.objects.create(name="Night shift")
    for address in (f"accounts/user/{kim.pk}", f"auth/group/{group.pk}"):
        for value in (*VALUES, ""):
            answer = root.get(f"/admin/{address}/{page}/", {"_to_field": value})
            # 403: users are not deleted
            assert answer.status_code in (200, 400, 403), (address, value)


def test_form_that_offers_no_copy_answers_a_request_for_one(root: Client) -> None:
    address = f"/admin/accounts/user/{UserFactory.create().pk}/change/"
    assert root.post(address, {"is_active": "on", "_saveasnew": "1"}).status_code == 400


@pytest.mark.parametrize("action", ["export_data", "close_accounts"])
def test_selection_answers_any_key(root: Client, action: str) -> None:
    for value in VALUES:
        chosen = {"action": action, "_selected_action": [value]}
        answer = root.post("/admin/accounts/user/", chosen)
        assert answer.status_code in (200, 302, 400), value


@pytest.mark.parametrize(
    ("page", "parameter"),
    [
        ("orders/order", "placed_at__gte"),
        ("orders/order", "placed_at__isnull"),
        ("orders/order", "status__exact"),
        ("inventory/product", "category__id__exact"),
        ("inventory/stock", "product__category__id__exact"),
    ],
)
def test_export_answers_any_filter(root: Client, page: str, parameter: str) -> None:
    address, form = f"/admin/{page}/export/", {"format": "0", "resource": "0"}
    for value in (*VALUES, "", "0001-01-01"):
        shown = root.get(address, {parameter: value})
        file = root.post(address, form, query_params={parameter: value})
        assert {shown.status_code, file.status_code} <= {200, 400}, value


@pytest.mark.filterwarnings("ignore:.*received a naive datetime:RuntimeWarning")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("lookup", ["gte", "lt", "exact"])
def test_list_answers_any_date(root: Client, settings: Settings, zone: str, lookup: str) -> None:
    settings.TIME_ZONE = zone
    for moment in MOMENTS:
        query = {f"placed_at__{lookup}": moment}
        assert root.get("/admin/orders/order/", query).status_code in (200, 302, 400), moment
        assert root.get("/admin/orders/order/export/", query).status_code in (200, 400), moment


def test_digest_of_shown_values_answers_any_value(root: Client) -> None:
    category = CategoryFactory.create(name="Kitchen", slug="kitchen")
    fields = {"name": "Cellar", "slug": "kitchen", "hue": "60", "position": "1"}
    for value in (*VALUES, *DIGESTS):
        page = root.post(
            f"/admin/inventory/category/{category.pk}/change/", {**fields, "shown": value}
        )
        assert "Another user changed this" in page.text, value


@pytest.mark.parametrize("value", [*VALUES, "9" * 5000])
def test_payment_answers_any_number_of_attempts(value: str) -> None:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    visitor = Shopper()
    visitor.choose("TALL-MUG")
    visitor.submit(card_number=shop.DECLINED)
    order = Order.objects.get()
    shop.charge(order)
    card = {"card_number": shop.DECLINED, "card_expiry": "12/99", "card_cvc": "123"}
    page = visitor.post(f"/orders/{order.pk}/pay/", {**card, "attempts": value})
    assert page.status_code == 303
