"""Each fault has its expected result in the event log and the tables."""

import re
from datetime import timedelta
from typing import NoReturn

import pytest
from django.db import DatabaseError
from django.test import Client

from accounts.models import User
from events.models import Delivery, StoredEvent
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from examples.lab import services
from examples.lab.faults import injection
from examples.lab.faults.injection import InjectedFault
from examples.lab.models import FaultKind
from inventory.models import Stock
from loyalty.models import Entry
from orders.models import Order
from tests.lab.factories import FaultFactory
from tests.lab.processes import KILLED, buy_a_teapot, work
from tests.orders import shop

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("teapot")]

COMPLETED, PLACED = "orders.order_completed", "orders.order_placed"
POINTS = "loyalty.award_points"
LEASE = timedelta(seconds=60)
HOURS = timedelta(hours=2)


def add_fault(receiver: str, kind: FaultKind, *, signal: str = COMPLETED, times: int = 1) -> None:
    services.add_fault(signal=signal, receiver=receiver, kind=kind, times=times)


def points_delivery() -> Delivery:
    return Delivery.objects.get(receiver=POINTS)


def deliver_for_hours() -> None:
    """Let time pass until no delivery is open."""
    deliver_all(failures=True)
    while Delivery.objects.filter(status="pending").exists():
        let_time_pass(HOURS)
        deliver_all(failures=True)


# --- failing ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "status", "attempts", "failures", "entries"),
    [
        (FaultKind.FAIL_FIRST, "done", 3, 2, 1),
        (FaultKind.RAISE, "failed", 8, 8, 0),
        (FaultKind.GIVE_UP, "failed", 1, 1, 0),
        (FaultKind.TWICE, "done", 1, 0, 1),
    ],
)
def test_fault_in_a_worker_disturbs_nothing_else(
    ada: User,
    failing_receivers: None,
    kind: FaultKind,
    status: str,
    attempts: int,
    failures: int,
    entries: int,
) -> None:
    add_fault(POINTS, kind, times=2)
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_for_hours()
    row = points_delivery()
    assert (row.status, row.attempts, Entry.objects.count()) == (status, attempts, entries)
    assert [failure["outcome"] for failure in row.failures] == ["raised"] * failures
    assert shop.fresh(order).status == "completed"
    assert not Delivery.objects.exclude(receiver=POINTS).exclude(status="done").exists()


def test_receiver_sets_the_time_of_its_retry(ada: User, failing_receivers: None) -> None:
    add_fault(POINTS, FaultKind.RETRY_LATER)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    let_time_pass(timedelta(seconds=10))
    deliver_all(failures=True)
    let_time_pass(timedelta(seconds=10))
    assert deliver_all(failures=True) == 0
    services.remove_all_faults()
    let_time_pass(timedelta(seconds=10))
    deliver_all()
    assert (points_delivery().status, points_delivery().attempts) == ("done", 3)


def test_exception_in_the_transaction_rolls_the_order_back() -> None:
    add_fault("inventory.reserve_stock", FaultKind.RAISE, signal=PLACED)
    with pytest.raises(InjectedFault):
        shop.place({"TEAPOT": 1})
    assert not Order.objects.exists()
    assert not StoredEvent.objects.filter(signal=PLACED).exists()


@pytest.mark.parametrize("kind", [FaultKind.RAISE, FaultKind.DATABASE])
def test_page_reports_the_strike_of_a_rolled_back_event(staff: Client, kind: FaultKind) -> None:
    add_fault("inventory.reserve_stock", kind, signal=PLACED)
    assert "It took effect" not in staff.get("/lab/").text
    with pytest.raises((InjectedFault, DatabaseError)):
        shop.place({"TEAPOT": 1})
    assert not StoredEvent.objects.filter(signal=PLACED).exists()

    page = staff.get("/lab/").text
    found = re.search(r"the event log has no event <code>(.*?)</code>.*?/flows/(.*?)/", page)
    assert found, page
    assert staff.get(f"/events/{found[1]}/").status_code == 404
    page = staff.get(f"/events/flows/{found[2]}/").text
    assert "There are no events with this correlation id" in page

    add_fault("inventory.reserve_stock", kind, signal=PLACED)
    assert "It took effect" not in staff.get("/lab/").text


def test_page_reports_the_strike_of_a_committed_event(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(injection, "SLEEP_SECONDS", 0.01)
    add_fault("inventory.reserve_stock", FaultKind.SLEEP, signal=PLACED)
    order = shop.place({"TEAPOT": 1})
    page = staff.get("/lab/").text
    assert "The event was committed" in page
    assert f"/events/flows/{order.pk}/" in page


def test_strike_is_recorded_before_the_process_dies(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_instead() -> NoReturn:
        raise InjectedFault("The process would be killed here.")

    monkeypatch.setattr(injection, "kill_process", fail_instead)
    add_fault("inventory.reserve_stock", FaultKind.KILL_BEFORE_COMMIT, signal=PLACED)
    with pytest.raises(InjectedFault):
        shop.place({"TEAPOT": 1})
    assert "The transaction was rolled back" in staff.get("/lab/").text


def test_exception_after_the_commit_fails_one_receiver_only(failing_receivers: None) -> None:
    add_fault("orders.invalidate_bestsellers", FaultKind.RAISE)
    order = shop.buy({"TEAPOT": 1})
    assert order.status == "completed"
    failed = Delivery.objects.get(status="failed")
    assert (failed.receiver, failed.attempts) == ("orders.invalidate_bestsellers", 1)


def test_database_error_breaks_only_the_workers_transaction(
    ada: User, failing_receivers: None
) -> None:
    add_fault(POINTS, FaultKind.DATABASE)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    assert "Error" in points_delivery().last_error
    services.remove_all_faults()
    deliver_for_hours()
    assert (points_delivery().status, points_delivery().attempts) == ("done", 2)


def test_sleeping_receiver_takes_longer_and_is_done(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(injection, "SLEEP_SECONDS", 0.05)
    add_fault(POINTS, FaultKind.SLEEP)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all()
    assert (points_delivery().duration_ms or 0) >= 50


# --- killing ---------------------------------------------------------------------------------


def test_worker_killed_before_the_mark_leaves_one_effect(ada: User) -> None:
    add_fault(POINTS, FaultKind.KILL_BEFORE_MARK)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert work() == KILLED
    assert points_delivery().status == "running"
    assert not Entry.objects.exists()

    let_time_pass(LEASE)
    assert work() == 0
    row = points_delivery()
    assert (row.status, row.attempts) == ("done", 2)
    assert [failure["outcome"] for failure in row.failures] == ["died"]
    assert Entry.objects.count() == 1


def test_worker_killed_after_the_commit_leaves_one_effect(ada: User) -> None:
    add_fault(POINTS, FaultKind.KILL_AFTER_COMMIT)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert work() == KILLED
    assert (points_delivery().status, points_delivery().attempts) == ("done", 1)
    assert Entry.objects.count() == 1


def test_kill_before_the_commit_leaves_nothing() -> None:
    add_fault("inventory.reserve_stock", FaultKind.KILL_BEFORE_COMMIT, signal=PLACED)
    assert buy_a_teapot() == KILLED
    assert not Order.objects.exists()
    assert Stock.objects.get().available == 10


def test_kill_after_the_commit_leaves_order_and_deliveries() -> None:
    add_fault("inventory.sell_reserved_stock", FaultKind.KILL_AFTER_COMMIT)
    assert buy_a_teapot() == KILLED
    assert Order.objects.get().status == "completed"
    assert not Delivery.objects.filter(receiver="orders.invalidate_bestsellers").exists()
    services.remove_all_faults()
    deliver_all()
    assert points_delivery().status == "done"


# --- disconnecting ---------------------------------------------------------------------------


def test_disconnected_receiver_gets_no_delivery(client: Client) -> None:
    add_fault(POINTS, FaultKind.DISCONNECTED)
    client.get("/lab/")  # each process disconnects it at its next request
    shop.buy({"TEAPOT": 1})
    assert not Delivery.objects.filter(receiver=POINTS).exists()
    assert Delivery.objects.filter(receiver="notifications.send_receipt").exists()


def test_staff_can_replay_a_missed_event(staff: Client, ada: User) -> None:
    add_fault(POINTS, FaultKind.DISCONNECTED)
    staff.get("/lab/")
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    services.remove_all_faults()
    event_page = f"/events/{StoredEvent.objects.get(signal=COMPLETED).pk}/"
    assert POINTS in staff.get(event_page).text
    staff.post(f"{event_page}replay/", {"receiver": POINTS})
    deliver_all()
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("signal", "receiver"),
    [
        (PLACED, "inventory.reserve_stock"),
        (COMPLETED, POINTS),
        ("notifications.message_written", "notifications.send_email"),
    ],
)
def test_removed_fault_restores_the_subscription(
    client: Client, signal: str, receiver: str
) -> None:
    before = registry.subscriptions[signal, receiver]
    add_fault(receiver, FaultKind.DISCONNECTED, signal=signal)
    client.get("/lab/")
    assert (signal, receiver) not in registry.subscriptions
    services.remove_all_faults()
    client.get("/lab/")
    assert registry.subscriptions[signal, receiver] == before
    shop.buy({"TEAPOT": 1})
    deliver_all()
    assert not Delivery.objects.exclude(status="done").exists()


def test_fault_of_a_missing_receiver_is_ignored(client: Client) -> None:
    FaultFactory.create(receiver="loyalty.missing", kind=FaultKind.DISCONNECTED)
    assert client.get("/lab/").status_code == 200
