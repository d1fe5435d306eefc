"""Each fault does what its sentence says; the journal and the tables prove it."""

import re
from datetime import timedelta
from typing import NoReturn

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from events.models import Delivery, StoredEvent
from events.registry import registry
from events.testing import deliver_all, let_time_pass
from examples.lab import services
from examples.lab.faults import striking
from examples.lab.faults.active import active_faults
from examples.lab.faults.expectations import EXPECTATIONS
from examples.lab.faults.striking import Sabotage
from examples.lab.models import Fault, FaultKind
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


def break_it(receiver: str, kind: FaultKind, *, signal: str = COMPLETED, times: int = 1) -> None:
    services.break_receiver(signal=signal, receiver=receiver, kind=kind, times=times)


def points_delivery() -> Delivery:
    return Delivery.objects.get(receiver=POINTS)


def deliver_for_hours() -> None:
    """Let time pass until nothing is open any more."""
    deliver_all(failures=True)
    while Delivery.objects.filter(status="pending").exists():
        let_time_pass(HOURS)
        deliver_all(failures=True)


# --- failing ---------------------------------------------------------------------------------


def test_failing_twice_it_is_tried_again_and_done(ada: User, failing_receivers: None) -> None:
    break_it(POINTS, FaultKind.FAIL_FIRST, times=2)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_for_hours()
    row = points_delivery()
    assert (row.status, row.attempts) == ("done", 3)
    assert [failure["outcome"] for failure in row.failures] == ["raised", "raised"]
    assert Entry.objects.count() == 1


def test_a_durable_receiver_that_raises_always_is_given_up_and_the_order_stands(
    ada: User, failing_receivers: None
) -> None:
    break_it(POINTS, FaultKind.RAISE)
    order = shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_for_hours()
    assert (points_delivery().status, points_delivery().attempts) == ("failed", 8)
    assert "Sabotage" in points_delivery().last_error
    assert shop.fresh(order).status == "completed"
    assert not Delivery.objects.exclude(receiver=POINTS).exclude(status="done").exists()


def test_in_the_transaction_it_sinks_the_whole_order() -> None:
    break_it("inventory.reserve_stock", FaultKind.RAISE, signal=PLACED)
    with pytest.raises(Sabotage):
        shop.place({"TEAPOT": 1})
    assert not Order.objects.exists()
    assert not StoredEvent.objects.filter(signal=PLACED).exists()


@pytest.mark.parametrize("kind", [FaultKind.RAISE, FaultKind.DATABASE])
def test_where_nothing_remains_a_note_says_so(staff: Client, kind: FaultKind) -> None:
    break_it("inventory.reserve_stock", kind, signal=PLACED)
    assert "It struck" not in staff.get("/lab/").text
    with pytest.raises((Sabotage, DatabaseError)):
        shop.place({"TEAPOT": 1})
    assert not StoredEvent.objects.filter(signal=PLACED).exists()

    page = staff.get("/lab/").text
    found = re.search(r"the journal has no event <code>(.*?)</code>.*?/flows/(.*?)/", page)
    assert found, page
    assert staff.get(f"/events/{found[1]}/").status_code == 404
    page = staff.get(f"/events/flows/{found[2]}/").text
    assert "There are no events with this correlation id" in page

    break_it("inventory.reserve_stock", kind, signal=PLACED)
    assert "It struck" not in staff.get("/lab/").text


def test_what_was_committed_all_the_same_is_noted_as_such(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(striking, "SLEEP_SECONDS", 0.01)
    break_it("inventory.reserve_stock", FaultKind.SLEEP, signal=PLACED)
    order = shop.place({"TEAPOT": 1})
    page = staff.get("/lab/").text
    assert "What it struck was committed" in page
    assert f"/events/flows/{order.pk}/" in page


def test_the_note_is_written_before_the_process_dies(
    staff: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die_here() -> NoReturn:
        raise Sabotage("dead")

    monkeypatch.setattr(striking, "die", die_here)
    break_it("inventory.reserve_stock", FaultKind.KILL_BEFORE_COMMIT, signal=PLACED)
    with pytest.raises(Sabotage):
        shop.place({"TEAPOT": 1})
    assert "Nothing of that transaction is there" in staff.get("/lab/").text


def test_after_the_commit_it_is_marked_failed_and_nothing_else_is(failing_receivers: None) -> None:
    break_it("orders.invalidate_bestsellers", FaultKind.RAISE)
    order = shop.buy({"TEAPOT": 1})
    assert order.status == "completed"
    failed = Delivery.objects.get(status="failed")
    assert (failed.receiver, failed.attempts) == ("orders.invalidate_bestsellers", 1)


def test_a_database_error_breaks_only_the_workers_transaction(
    ada: User, failing_receivers: None
) -> None:
    break_it(POINTS, FaultKind.DATABASE)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all(failures=True)
    assert "Error" in points_delivery().last_error
    services.mend_all()
    deliver_for_hours()
    assert (points_delivery().status, points_delivery().attempts) == ("done", 2)


def test_sleeping_takes_time_and_harms_nobody(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(striking, "SLEEP_SECONDS", 0.05)
    break_it(POINTS, FaultKind.SLEEP)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all()
    assert (points_delivery().duration_ms or 0) >= 50


def test_delivered_twice_the_effect_is_there_once(ada: User) -> None:
    break_it(POINTS, FaultKind.TWICE)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    deliver_all()
    assert points_delivery().status == "done"
    assert Entry.objects.count() == 1


# --- killing ---------------------------------------------------------------------------------


def test_a_worker_killed_before_the_mark_leaves_the_effect_once(ada: User) -> None:
    break_it(POINTS, FaultKind.KILL_BEFORE_MARK)
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


def test_a_worker_killed_after_the_commit_has_done_its_work(ada: User) -> None:
    break_it(POINTS, FaultKind.KILL_AFTER_COMMIT)
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    assert work() == KILLED
    assert (points_delivery().status, points_delivery().attempts) == ("done", 1)
    assert Entry.objects.count() == 1


def test_killed_before_the_commit_nothing_has_happened() -> None:
    break_it("inventory.reserve_stock", FaultKind.KILL_BEFORE_COMMIT, signal=PLACED)
    assert buy_a_teapot() == KILLED
    assert not Order.objects.exists()
    assert Stock.objects.get().available == 10


def test_killed_after_the_commit_the_order_is_there_and_the_worker_goes_on() -> None:
    break_it("inventory.sell_reserved_stock", FaultKind.KILL_AFTER_COMMIT)
    assert buy_a_teapot() == KILLED
    assert Order.objects.get().status == "completed"
    assert not Delivery.objects.filter(receiver="orders.invalidate_bestsellers").exists()
    services.mend_all()
    deliver_all()
    assert points_delivery().status == "done"


# --- forgetting ------------------------------------------------------------------------------


def test_a_forgotten_receiver_gets_no_delivery_and_nobody_complains(client: Client) -> None:
    break_it(POINTS, FaultKind.FORGOTTEN)
    client.get("/lab/")  # each process keeps up at its next request
    shop.buy({"TEAPOT": 1})
    assert not Delivery.objects.filter(receiver=POINTS).exists()
    assert Delivery.objects.filter(receiver="notifications.send_receipt").exists()


def test_what_a_forgotten_one_has_missed_is_replayed_on_the_events_page(
    staff: Client, ada: User
) -> None:
    break_it(POINTS, FaultKind.FORGOTTEN)
    staff.get("/lab/")
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    services.mend_all()
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
def test_what_is_mended_hears_again_as_before(client: Client, signal: str, receiver: str) -> None:
    before = registry.subscriptions[signal, receiver]
    break_it(receiver, FaultKind.FORGOTTEN, signal=signal)
    client.get("/lab/")
    assert (signal, receiver) not in registry.subscriptions
    services.mend_all()
    client.get("/lab/")
    assert registry.subscriptions[signal, receiver] == before
    shop.buy({"TEAPOT": 1})
    deliver_all()
    assert not Delivery.objects.exclude(status="done").exists()


def test_a_forgotten_one_that_is_on_its_way_is_still_delivered(ada: User) -> None:
    shop.buy({"TEAPOT": 1}, customer_id=ada.pk)
    break_it(POINTS, FaultKind.FORGOTTEN)
    deliver_all()
    assert points_delivery().status in ("done", "pending")


def test_a_receiver_that_is_gone_can_be_forgotten_all_the_same(client: Client) -> None:
    FaultFactory.create(receiver="loyalty.gone", kind=FaultKind.FORGOTTEN)
    assert client.get("/lab/").status_code == 200


# --- switching -------------------------------------------------------------------------------


def test_faults_end_by_themselves() -> None:
    services.break_receiver(
        signal=COMPLETED, receiver=POINTS, kind=FaultKind.RAISE, lasts=timedelta(minutes=1)
    )
    assert list(active_faults()) == [(COMPLETED, POINTS)]
    Fault.objects.update(until=timezone.now() - timedelta(seconds=1))
    cache.clear()
    assert not active_faults()


def test_looking_for_faults_costs_no_statement(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    break_it(POINTS, FaultKind.RAISE)
    with django_assert_num_queries(0):
        assert active_faults()


@pytest.mark.parametrize(
    ("receiver", "kind", "times", "why"),
    [
        ("loyalty.sing", FaultKind.RAISE, 1, "does not hear"),
        ("inventory.sell_reserved_stock", FaultKind.TWICE, 1, "cannot be delivered twice"),
        (POINTS, FaultKind.KILL_BEFORE_COMMIT, 1, "cannot kill its process"),
        (POINTS, FaultKind.FAIL_FIRST, 8, "1 to 7"),
    ],
)
def test_what_makes_no_sense_is_refused(
    receiver: str, kind: FaultKind, times: int, why: str
) -> None:
    with pytest.raises(services.NotPossible, match=why):
        break_it(receiver, kind, times=times)
    assert not Fault.objects.exists()


def test_every_fault_is_explained() -> None:
    assert EXPECTATIONS.keys() == set(FaultKind)


# --- the page --------------------------------------------------------------------------------


def test_staff_break_and_mend_on_the_page(staff: Client) -> None:
    chosen = {"signal": COMPLETED, "receiver": POINTS, "kind": "fail_first", "times": "3"}
    page = staff.post("/lab/break/", chosen, follow=True).text
    assert "Mend everything" in page
    assert "fail n times, then work (n = 3)" in page
    assert Fault.objects.get().times == 3
    assert "is mended" in staff.post("/lab/mend/", chosen, follow=True).text
    assert "is not broken" in staff.post("/lab/mend/", chosen, follow=True).text
    staff.post("/lab/break/", chosen)
    assert "All is mended (1)" in staff.post("/lab/mend/all/", follow=True).text
    assert not Fault.objects.exists()


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"kind": "explode"}, "Choose a receiver, a fault"),
        ({"times": "0"}, "Choose a receiver, a fault"),
        ({"receiver": "loyalty.sing"}, "does not hear"),
    ],
)
def test_the_page_says_what_is_wrong(
    staff: Client, changes: dict[str, str], complaint: str
) -> None:
    chosen = {"signal": COMPLETED, "receiver": POINTS, "kind": "raise", "times": "1"}
    assert complaint in staff.post("/lab/break/", {**chosen, **changes}, follow=True).text
    assert not Fault.objects.exists()


@pytest.mark.parametrize("address", ["break/", "mend/", "mend/all/"])
def test_others_may_look_and_not_break(client: Client, ada: User, address: str) -> None:
    page = client.get("/lab/").text
    assert "Enter as staff" in page
    assert "Break it" not in page
    assert client.post(f"/lab/{address}").headers["Location"].startswith("/account/login/")
    client.force_login(ada)
    assert client.post(f"/lab/{address}").status_code == 403


def test_the_page_offers_neither_the_clock_nor_log_lines(staff: Client) -> None:
    page = staff.get("/lab/").text
    assert POINTS in page
    assert "prune_ticks" not in page
    assert "log_event" not in page
    assert "parcel_ordered" not in page


# --- the admin -------------------------------------------------------------------------------


def test_a_fault_that_is_deleted_in_the_admin_is_mended(admin_client: Client) -> None:
    fault = FaultFactory.create()
    cache.clear()
    assert list(active_faults()) == [(COMPLETED, POINTS)]

    page = f"/admin/lab/fault/{fault.pk}/"
    assert 'name="_save"' not in admin_client.get(f"{page}change/").text
    admin_client.post(f"{page}delete/", {"post": "yes"})

    assert not Fault.objects.exists()
    assert not active_faults()  # every process knows, and not only the table


def test_many_faults_that_are_deleted_in_the_admin_are_mended(admin_client: Client) -> None:
    faults = [FaultFactory.create(), FaultFactory.create(signal=PLACED)]
    cache.clear()
    assert len(active_faults()) == 2

    chosen = {"action": "delete_selected", "_selected_action": [fault.pk for fault in faults]}
    admin_client.post("/admin/lab/fault/", {**chosen, "post": "yes"})

    assert not Fault.objects.exists()
    assert not active_faults()


def test_faults_are_not_made_in_the_admin(admin_client: Client) -> None:
    assert admin_client.get("/admin/lab/fault/add/").status_code == 403
