"""The guided first visit: order, break loyalty, order again, repair loyalty."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import close_account
from events.delivery.maintenance import retry_failed
from events.models import Delivery
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from examples.lab import services
from examples.lab.faults import injection
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


def done_steps(visitor: Client) -> str:
    """Return the summary of the visit, and the numbers of the steps that are ticked off."""
    page = visitor.get("/lab/visit/").text
    steps = re.findall(r"<li( data-step=\"done\")?[^>]*>\s*<h2>", page.split("lab-steps", 1)[1])
    assert len(steps) == 7
    ticked = "".join(str(number) for number, mark in enumerate(steps, start=1) if mark)
    assert f"{len(ticked)} of 7 steps are done." in page
    assert page.count("lab-done") == len(ticked)
    return ticked


def pass_time(seconds: int) -> None:
    let_time_pass(timedelta(seconds=seconds))
    deliver_all(failures=True)


def test_steps_tick_off_as_the_orders_progress(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    assert done_steps(visitor) == ""
    first = shop.place({"TEAPOT": 1}, customer_id=ada.pk)
    assert "waits for its payment" in visitor.get("/lab/visit/").text
    assert done_steps(visitor) == ""
    shop.charge(first)
    assert done_steps(visitor) == "1"
    deliver_all()
    assert done_steps(visitor) == "12"

    visitor.post("/lab/visit/break/")
    assert done_steps(visitor) == "123"
    second = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert done_steps(visitor) == "123"
    deliver_all(failures=True)
    page = visitor.get("/lab/visit/").text
    assert "loyalty has failed 1 time. The worker tries again at" in page
    assert done_steps(visitor) == "1234"

    visitor.post("/lab/visit/repair/")
    assert done_steps(visitor) == "12345"
    pass_time(10)
    assert done_steps(visitor) == "123456"
    assert f'Order <a href="/orders/{second.pk}/">' in visitor.get("/lab/visit/").text


def test_closed_account_ticks_the_last_step_off(client: Client, ada: User) -> None:
    page = client.get("/lab/visit/").text
    assert "An account was closed" not in page
    assert client.get("/lab/lessons/e05-forgetting-a-person/").status_code == 200
    close_account(user_id=ada.pk)
    assert done_steps(client) == "7"
    page = client.get("/lab/visit/").text
    assert "loyalty, notifications, orders received the event" in page


def test_visit_counts_no_orders_of_other_visitors(visitor: Client, ada: User) -> None:
    shop.buy({"TEAPOT": 1})
    assert done_steps(visitor) == ""
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert done_steps(visitor) == "1"
    assert done_steps(Client()) == ""


def test_login_and_restart_begin_the_visit_again(visitor: Client, ada: User) -> None:
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert done_steps(visitor) == "1"
    assert visitor.post("/lab/visit/restart/").headers["Location"] == "/lab/visit/"
    assert done_steps(visitor) == ""
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert done_steps(visitor) == "1"
    another = Client()
    another.force_login(ada)
    assert done_steps(another) == ""


def test_unchanged_steps_are_not_rendered_again(visitor: Client, ada: User) -> None:
    page = visitor.get("/lab/visit/").text
    seen = re.findall(r'hx-get="(/lab/visit/\?seen=\w+)"', page)[0]
    polling = {"HX-Request": "true", "HX-Target": "visit-steps"}
    assert visitor.get(seen, headers=polling).status_code == 204
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    part = visitor.get(seen, headers=polling).text
    assert part.lstrip().startswith('<div id="visit-steps"')
    assert "1 of 7 steps are done." in part


def test_panel_follows_the_order_from_failure_to_repair(
    visitor: Client, ada: User, failing_receivers: None
) -> None:
    first = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert "A worker will run loyalty" in order_page(visitor, first)
    deliver_all()
    assert "Next: break loyalty" in order_page(visitor, first)

    visitor.post("/lab/visit/break/")
    assert "Order again" in order_page(visitor, first)
    second = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    page = order_page(visitor, second)
    assert "Loyalty has failed 1 time." in page
    assert "The worker tries again at" in page
    pass_time(10)
    assert "Loyalty has failed 2 times." in order_page(visitor, second)

    repaired = visitor.post("/lab/visit/repair/", {"order": str(second.pk)})
    assert repaired.headers["Location"] == f"/events/flows/{second.pk}/"
    assert not Fault.objects.exists()
    page = order_page(visitor, second)
    assert "Repair loyalty" not in page
    assert "recovered" not in page
    pass_time(20)
    page = order_page(visitor, second)
    assert "succeeded at attempt 3" in page
    assert "The worker retried by itself." in page
    awarded = Entry.objects.get(order_id=second.pk).points
    assert f'data-awards="1">{awarded} points, once' in page


def test_fault_of_the_visit_ends_before_the_last_attempt() -> None:
    """Seven failures take longer than the fault lasts."""
    waits = [injection.RETRY_LATER_DELAY * attempt for attempt in range(1, 8)]
    assert sum(waits, timedelta()) > services.VISIT_DURATION


def test_guest_sees_no_points_and_can_log_in_as_kim(
    client: Client, failing_receivers: None
) -> None:
    assert "Begin as Kim" in client.get("/lab/visit/").text
    services.add_visit_fault()
    order = shop.buy({"TEAPOT": 1})
    client.get(link_to(order.pk))
    deliver_all(failures=True)
    services.remove_visit_fault()
    pass_time(10)
    page = order_page(client, order)
    assert "succeeded at attempt 2" in page
    assert "data-awards" not in page
    assert "earns no points" in page
    assert "Log in as Kim and order again" in page


def test_customer_begins_without_login(visitor: Client) -> None:
    page = visitor.get("/lab/visit/").text
    assert "You are logged in as ada@example.com" in page
    assert "Begin as Kim" not in page


def test_unpaid_order_has_no_event_for_loyalty(visitor: Client, ada: User) -> None:
    order = shop.place({"TEAPOT": 1}, customer_id=ada.pk)
    assert "Loyalty has received no event of this order" in order_page(visitor, order)


@pytest.mark.parametrize("kind", [FaultKind.RAISE, FaultKind.GIVE_UP])
def test_panel_reports_a_retry_by_staff(
    visitor: Client, ada: User, failing_receivers: None, kind: FaultKind
) -> None:
    services.add_fault(signal=services.VISIT_SIGNAL, receiver=services.VISIT_RECEIVER, kind=kind)
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    delivery = Delivery.objects.filter(receiver=services.VISIT_RECEIVER)
    deliver_all(failures=True)
    while delivery.filter(status="pending").exists():
        pass_time(7200)
    failures = 1 if kind is FaultKind.GIVE_UP else 8
    page = order_page(visitor, order)
    assert f"Loyalty has failed {failures} time" in page
    assert "the worker has stopped retrying" in page
    assert "Repair loyalty" not in page  # staff added the fault
    assert "5" not in done_steps(visitor)

    services.remove_all_faults()
    retry_failed(delivery)
    assert f"Loyalty has failed {failures} time" in order_page(visitor, order)
    deliver_all()
    page = order_page(visitor, order)
    assert f"succeeded at attempt {failures + 1}" in page
    assert "Staff retried the delivery." in page
    assert "by itself" not in page


def test_visit_does_not_change_a_fault_of_staff(client: Client) -> None:
    services.add_fault(
        signal=services.VISIT_SIGNAL, receiver=services.VISIT_RECEIVER, kind=FaultKind.SLEEP
    )
    page = client.post("/lab/visit/break/", follow=True).text
    assert "that staff added: sleep for 3 seconds" in page
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
