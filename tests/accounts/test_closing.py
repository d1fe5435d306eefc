"""Closing an account: every app erases what it holds, and the data can be exported first."""

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from accounts.models import User
from accounts.services import close_account
from accounts.signals import AccountClosed
from events.models import Refusal, StoredEvent
from events.testing import assert_published, deliver_all
from inventory.services import receive_stock
from loyalty.models import Account
from notifications.forms import sign_sku
from notifications.models import Message
from orders import services as orders
from orders.models import Order
from tests.accounts.factories import PASSWORD, UserFactory
from tests.orders import shop

pytestmark = pytest.mark.django_db(transaction=True)

ADDRESS = "ada.lovelace@example.com"
CONTACT = shop.ADA.__class__(
    email=ADDRESS,
    name="Ada King Lovelace",
    address="12 Analytical Lane",
    postcode="SW1Y 4JH",
    city="London",
    country="GB",
)
SECRETS = [ADDRESS, "Ada King Lovelace", "12 Analytical Lane"]


@pytest.fixture
def ada(client: Client) -> User:
    """A customer with a delivered order, a saved address, points, messages and a stock alert."""
    user = UserFactory.create(email=ADDRESS)
    client.force_login(user)
    shop.put_on_shelf("TEAPOT", name="Teapot", price="20.00")
    shop.put_on_shelf("KETTLE", name="Kettle", price="50.00", pieces=1)
    shop.buy({"KETTLE": 1})
    order = shop.buy({"TEAPOT": 2}, customer_id=user.pk, contact=CONTACT, save_address=True)
    orders.ship_order(order_id=order.pk, tracking_number="")
    orders.deliver_order(order_id=order.pk)
    client.post("/notifications/back-in-stock/", {"sku": sign_sku("KETTLE"), "email": ADDRESS})
    deliver_all()
    return user


def close(client: Client, password: str = PASSWORD) -> int:
    return client.post("/account/close/", {"password": password}).status_code


def places_of(text: str) -> list[str]:
    """Return the tables whose rows contain a text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            if text in str(cursor.fetchall()):
                found.append(model._meta.label)
    return found


def test_closed_account_leaves_orders_and_no_trace(client: Client, ada: User) -> None:
    assert {"accounts.User", "orders.Order", "events.StoredEvent"} <= set(places_of(ADDRESS))
    assert {"accounts.Address", "orders.Order"} <= set(places_of("12 Analytical Lane"))
    before = Order.objects.get(customer=ada)
    client.get("/orders/")

    assert close(client) == 302
    deliver_all()

    assert [places_of(secret) for secret in SECRETS] == [[], [], []]
    cached = str(getattr(cache, "_cache", "")) + str(cache.get_many(["bestsellers"]))
    assert ADDRESS not in cached
    assert not User.objects.filter(pk=ada.pk).exists()
    assert not Account.objects.exists()
    assert not Message.objects.filter(recipient_id=ada.pk).exists()
    assert_published(AccountClosed, times=1)
    order = Order.objects.get(pk=before.pk)
    assert (order.total, order.country, order.number) == (before.total, "GB", before.number)
    assert order.customer is None


def test_order_in_progress_refuses_the_closure(client: Client, ada: User) -> None:
    receive_stock(sku="KETTLE", quantity=1)
    shop.place({"TEAPOT": 1}, customer_id=ada.pk, contact=CONTACT)
    page = client.post("/account/close/", {"password": PASSWORD})
    assert page.status_code == 422
    assert "An order is still in progress" in page.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()
    assert Refusal.objects.filter(receiver="orders.anonymise_customer").count() == 1
    assert StoredEvent.objects.filter(payload__email=ADDRESS).exists()


def test_wrong_password_changes_nothing(client: Client) -> None:
    client.force_login(UserFactory.create())

    assert close(client, "wrong") == 422
    assert User.objects.exists()


def test_every_app_answers_the_export(client: Client, ada: User) -> None:
    data = client.post("/account/data/export/").json()
    assert data["accounts"]["email"] == ADDRESS
    (address,) = data["accounts"]["addresses"]
    assert (address["address"], address["postcode"]) == ("12 Analytical Lane", "SW1Y 4JH")
    (order,) = data["orders"]["orders"]
    assert (order["name"], order["lines"]) == (
        "Ada King Lovelace",
        [{"name": "Teapot", "quantity": 2}],
    )
    assert data["loyalty"]["points"] > 0
    assert data["notifications"]["messages"]


@pytest.mark.usefixtures("failing_receivers")
def test_export_without_an_answer_is_not_a_file(
    client: Client, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def time_out(**kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr("loyalty.selectors.personal_data_of", time_out)
    client.raise_request_exception = False
    answer = client.post("/account/data/export/")
    assert answer.status_code >= 500
    assert ADDRESS not in answer.content.decode()


def test_closed_account_stays_closed() -> None:
    customer: User = UserFactory.create()
    for _ in range(2):
        close_account(user_id=customer.pk)
    assert not User.objects.filter(pk=customer.pk).exists()
