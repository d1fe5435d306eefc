"""The tables of one app, or the writer of SQLite, are locked: the rest of the shop works.

Nothing waits longer than the lock timeout. A page shows what it has without the locked app. What
needs the locked app is a 503 that keeps the form, and works once the lock is gone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, connections

from accounts.models import User
from inventory.models import Stock
from orders.models import Order
from tests.accounts.factories import UserFactory
from tests.loyalty.factories import AccountFactory
from tests.orders import shop
from tests.orders.pages.visitor import ANSWERS, Shopper

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("failing_receivers"),  # those of the locked app
]

SHOP = ("/", "/?q=mug", "/products/tall-mug/", "/basket/", "/checkout/", "/orders/")
OWN_PAGES = {
    "inventory": ("/", "/?q=mug", "/products/tall-mug/"),
    "orders": ("/basket/", "/checkout/", "/orders/"),
    "loyalty": ("/loyalty/",),
    "notifications": ("/notifications/",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitors:
    """A guest and a customer with points, each with an open checkout."""

    guest: Shopper
    guests_form: dict[str, str]
    customer: Shopper
    customers_form: dict[str, str]


@pytest.fixture
def visitors() -> Visitors:
    shop.put_on_shelf("TALL-MUG", name="Tall mug", price="12.00")
    ada: User = UserFactory.create(email="ada@example.com")
    AccountFactory.create(customer=ada, balance=300)
    shop.buy({"TALL-MUG": 1}, customer_id=ada.pk)
    guest, customer = Shopper(), Shopper()
    customer.client.force_login(ada)
    for shopper in (guest, customer):
        shopper.client.raise_request_exception = False
        shopper.choose("TALL-MUG")
    cache.clear()
    return Visitors(
        guest=guest,
        guests_form=guest.open_checkout(),
        customer=customer,
        customers_form=customer.open_checkout(),
    )


@contextmanager
def _locked(app: str) -> Iterator[None]:
    """Lock the tables of an app through another connection; others wait for 100 ms."""
    tables = [model._meta.db_table for model in apps.get_app_config(app).get_models()]
    other = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '100ms'")
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        other.close()
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def _statuses(shopper: Shopper, *paths: str) -> dict[str, int]:
    return {path: shopper.get(path).status_code for path in paths}


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["loyalty", "notifications", "inventory", "orders"])
def test_pages_of_other_apps_do_not_wait_for_a_locked_one(visitors: Visitors, app: str) -> None:
    own = OWN_PAGES[app]
    with _locked(app):
        for path in (*SHOP, "/account/", "/loyalty/", "/notifications/"):
            page = visitors.customer.get(path)
            expected = {200, 503} if path in own else {200}
            assert page.status_code in expected, path
            if page.status_code == 503:
                assert page.headers["Retry-After"] == "5"
        if app != "orders":
            paths = [path for path in SHOP if path not in own]
            assert set(_statuses(visitors.guest, *paths).values()) == {200}
    after = _statuses(visitors.customer, *SHOP, "/account/", "/loyalty/", "/notifications/")
    assert set(after.values()) == {200}


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["loyalty", "notifications"])
def test_customers_and_guests_order_without_the_locked_app(visitors: Visitors, app: str) -> None:
    with _locked(app):
        assert visitors.guest.submit(visitors.guests_form).status_code == 303
        assert visitors.customer.submit(visitors.customers_form).status_code == 303
    assert Order.objects.count() == 3
    assert Stock.objects.get(product="TALL-MUG").reserved == 2


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("app", "redeem"), [("loyalty", "redeem-300"), ("inventory", ""), ("orders", "")]
)
def test_checkout_that_needs_the_locked_app_can_be_sent_again(
    visitors: Visitors, app: str, redeem: str
) -> None:
    page = visitors.customer.get("/checkout/").content.decode()
    assert not redeem or f'value="{redeem}"' in page
    with _locked(app):
        refused = visitors.customer.submit(visitors.customers_form, redeem=redeem)
    assert refused.status_code in (409, 422, 503)
    assert ANSWERS["address"].partition("'")[0] in refused.content.decode()
    assert Order.objects.count() == 1
    assert Stock.objects.get(product="TALL-MUG").reserved == 0
    again = visitors.customer.submit(visitors.customers_form, redeem=redeem)
    assert again.status_code == 303


@pytest.mark.postgres
def test_guests_read_while_accounts_are_locked(visitors: Visitors) -> None:
    """An order refers to the accounts, even a guest's; PostgreSQL looks there at the commit."""
    with _locked("accounts"):
        assert set(_statuses(visitors.guest, *SHOP).values()) == {200}
        assert visitors.guest.submit(visitors.guests_form).status_code == 503
        assert visitors.customer.get("/account/").status_code == 503
    assert Order.objects.count() == 1
    assert visitors.customer.get("/account/").status_code == 200
    assert visitors.guest.submit(visitors.guests_form).status_code == 303


# --- SQLite: one writer for the whole database -----------------------------------------------


@contextmanager
def _writer_busy() -> Iterator[None]:
    """Hold SQLite's write lock; others wait for 50 ms."""
    other = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 50")
        with other.cursor() as cursor:
            cursor.execute("BEGIN IMMEDIATE")
        yield
    finally:
        other.close()
        connection.close()  # with its short timeout


@pytest.mark.skipif(connection.vendor != "sqlite", reason="needs SQLite")
def test_pages_are_read_while_the_writer_is_busy(visitors: Visitors) -> None:
    with _writer_busy():
        assert set(_statuses(visitors.guest, *SHOP).values()) == {200}
        signed_in = (*SHOP, "/account/", "/loyalty/", "/notifications/")
        assert set(_statuses(visitors.customer, *signed_in).values()) == {200}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="needs SQLite")
def test_checkout_beside_a_busy_writer_can_be_sent_again(visitors: Visitors) -> None:
    with _writer_busy():
        for shopper, form in (
            (visitors.guest, visitors.guests_form),
            (visitors.customer, visitors.customers_form),
        ):
            page = shopper.submit(form)
            assert page.status_code == 503
            assert page.headers["Retry-After"] == "5"
            assert 'name="email" value="ada@example.com"' in page.content.decode()
            assert "4242" not in page.content.decode()
        added = visitors.guest.post("/basket/add/", {"sku": "TALL-MUG", "quantity": "1"})
        assert added.status_code == 503
    assert visitors.guest.submit(visitors.guests_form).status_code == 303
    assert visitors.customer.submit(visitors.customers_form).status_code == 303
