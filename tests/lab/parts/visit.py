"""The guided first visit: order, watch, break, watch the retry, mend, watch it settle."""

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


def test_the_whole_visit(visitor: Client, ada: User, failing_receivers: None) -> None:
    assert "Place an order" in Client().get("/lab/visit/").text

    first = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert "A worker is about to tell loyalty" in order_page(visitor, first)
    deliver_all()
    assert "Next: break loyalty" in order_page(visitor, first)

    page = visitor.post("/lab/visit/break/", follow=True).text
    assert "Loyalty is broken" in page
    assert "Order once more" in order_page(visitor, first)

    second = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    page = order_page(visitor, second)
    assert "Loyalty has failed 1 time<" in page
    assert "Mend loyalty" in page
    let_time_pass(timedelta(seconds=1))
    deliver_all(failures=True)
    assert "Loyalty has failed 2 times<" in order_page(visitor, second)
    let_time_pass(timedelta(seconds=5))
    deliver_all()
    page = order_page(visitor, second)
    assert "loyalty was told at attempt 3" in page
    awarded = Entry.objects.get(order_id=second.pk).points
    assert f'data-awards="1">{awarded} points, once' in page

    mended = visitor.post("/lab/visit/mend/", {"order": str(second.pk)})
    assert mended.headers["Location"] == f"/events/flows/{second.pk}/"
    assert not Fault.objects.exists()
    assert "Mend loyalty" not in order_page(visitor, second)


def test_a_guest_is_told_of_no_points_and_can_begin_as_kim(
    client: Client, failing_receivers: None
) -> None:
    assert "Begin as Kim" in client.get("/lab/visit/").text
    services.break_for_visit()
    order = shop.buy({"TEAPOT": 1})
    client.get(link_to(order.pk))
    for wait in (1, 5, 30):
        deliver_all(failures=True)
        let_time_pass(timedelta(seconds=wait))
    page = order_page(client, order)
    assert "loyalty was told at attempt 3" in page
    assert "data-awards" not in page
    assert "earns no points" in page
    assert "Enter as Kim and order again" in page


def test_whoever_is_in_begins_at_once(visitor: Client) -> None:
    page = visitor.get("/lab/visit/").text
    assert "You are in as ada@example.com" in page
    assert "Begin as Kim" not in page


def test_mending_before_it_has_healed(visitor: Client, ada: User, failing_receivers: None) -> None:
    services.break_for_visit()
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    assert visitor.post("/lab/visit/mend/").headers["Location"] == "/lab/visit/"
    let_time_pass(timedelta(seconds=1))
    deliver_all()
    assert "told at attempt 2" in order_page(visitor, order)


def test_an_order_that_is_not_paid_has_nothing_to_watch_yet(visitor: Client, ada: User) -> None:
    order = shop.place({"TEAPOT": 1}, customer_id=ada.pk)
    assert "the visit goes on from there" in order_page(visitor, order)


def test_what_was_given_up_is_for_staff(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    Delivery.objects.filter(receiver=services.VISITED_RECEIVER).update(status="failed", attempts=8)
    assert "given up after 8 attempts" in order_page(visitor, order)


def test_a_visitor_leaves_alone_what_staff_have_broken(client: Client) -> None:
    services.break_receiver(
        signal=services.VISITED_SIGNAL, receiver=services.VISITED_RECEIVER, kind=FaultKind.SLEEP
    )
    client.post("/lab/visit/break/")
    page = client.post("/lab/visit/mend/", follow=True).text
    assert "No visitor has broken loyalty" in page
    assert Fault.objects.get().kind == FaultKind.SLEEP


def test_without_loyalty_there_is_nothing_to_break(client: Client) -> None:
    key = (services.VISITED_SIGNAL, services.VISITED_RECEIVER)
    subscription = registry.subscriptions.pop(key)
    page = client.post("/lab/visit/break/", follow=True).text
    registry.subscriptions[key] = subscription
    assert "The visit needs the app loyalty" in page


def test_every_page_leads_to_the_lab(client: Client) -> None:
    page = client.get("/").text
    assert 'href="/lab/"' in page
    assert 'href="/lab/visit/"' in page
