"""The guided first visit: order, break loyalty, order again, repair loyalty."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from events.models import Delivery
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from examples.lab import services
from examples.lab.models import Fault, FaultKind
from loyalty.models import Entry
from orders.links import link_to
from orders.models import Order
from tests.orders import shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("teapot")]


@pytest.fixture
def visitor(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def order_page(visitor: Client, order: Order) -> str:
    return visitor.get(f"/orders/{order.pk}/").text


def test_visit_from_the_first_order_to_the_repair(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    assert "Place an order" in Client().get("/lab/visit/").text

    first = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert "A worker will run loyalty" in order_page(visitor, first)
    deliver_all()
    assert "Next: break loyalty" in order_page(visitor, first)

    page = visitor.post("/lab/visit/break/", follow=True).text
    assert "Loyalty is broken" in page
    assert "Order again" in order_page(visitor, first)

    second = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    page = order_page(visitor, second)
    assert "Loyalty has failed 1 time." in page
    assert "Repair loyalty" in page
    let_time_pass(timedelta(seconds=1))
    deliver_all(failures=True)
    assert "Loyalty has failed 2 times." in order_page(visitor, second)
    let_time_pass(timedelta(seconds=5))
    deliver_all()
    page = order_page(visitor, second)
    assert "succeeded at attempt 3" in page
    awarded = Entry.objects.get(order_id=second.pk).points
    assert f'data-awards="1">{awarded} points, once' in page

    repaired = visitor.post("/lab/visit/repair/", {"order": str(second.pk)})
    assert repaired.headers["Location"] == f"/events/flows/{second.pk}/"
    assert not Fault.objects.exists()
    assert "Repair loyalty" not in order_page(visitor, second)


def test_guest_sees_no_points_and_can_log_in_as_kim(
    client: Client, failing_receivers: None
) -> None:
    assert "Begin as Kim" in client.get("/lab/visit/").text
    services.add_visit_fault()
    order = shop.buy({"TEAPOT": 1})
    client.get(link_to(order.pk))
    for wait in (1, 5, 30):
        deliver_all(failures=True)
        let_time_pass(timedelta(seconds=wait))
    page = order_page(client, order)
    assert "succeeded at attempt 3" in page
    assert "data-awards" not in page
    assert "earns no points" in page
    assert "Log in as Kim and order again" in page


def test_customer_begins_without_login(visitor: Client) -> None:
    page = visitor.get("/lab/visit/").text
    assert "You are logged in as ada@example.com" in page
    assert "Begin as Kim" not in page


def test_repair_before_the_last_failure(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    services.add_visit_fault()
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    assert visitor.post("/lab/visit/repair/").headers["Location"] == "/lab/visit/"
    let_time_pass(timedelta(seconds=1))
    deliver_all()
    assert "succeeded at attempt 2" in order_page(visitor, order)


def test_unpaid_order_explains_when_the_visit_continues(visitor: Client, ada: User) -> None:
    order = shop.place({"TEAPOT": 1}, customer_id=ada.pk)
    assert "The visit continues then" in order_page(visitor, order)


def test_failed_delivery_is_left_to_staff(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    Delivery.objects.filter(receiver=services.VISIT_RECEIVER).update(status="failed", attempts=8)
    assert "Loyalty failed 8 times" in order_page(visitor, order)


def test_visit_does_not_change_a_fault_of_staff(client: Client) -> None:
    services.add_fault(
        signal=services.VISIT_SIGNAL, receiver=services.VISIT_RECEIVER, kind=FaultKind.SLEEP
    )
    client.post("/lab/visit/break/")
    page = client.post("/lab/visit/repair/", follow=True).text
    assert "Loyalty has no fault from a visit" in page
    assert Fault.objects.get().kind == FaultKind.SLEEP


def test_visit_needs_loyalty(client: Client) -> None:
    key = (services.VISIT_SIGNAL, services.VISIT_RECEIVER)
    subscription = registry.subscriptions.pop(key)
    page = client.post("/lab/visit/break/", follow=True).text
    registry.subscriptions[key] = subscription
    assert "The visit needs the app loyalty" in page


def test_every_page_links_the_lab(client: Client) -> None:
    page = client.get("/").text
    assert 'href="/lab/"' in page
    assert 'href="/lab/visit/"' in page
