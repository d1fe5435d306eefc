"""Faults are added, removed and listed on the lab's page and in the admin."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from examples.lab import services
from examples.lab.faults.active import active_faults
from examples.lab.faults.expectations import EXPECTATIONS
from examples.lab.faults.recommended import RECOMMENDED
from examples.lab.models import Fault, FaultKind
from tests.lab.factories import FaultFactory

pytestmark = pytest.mark.django_db(transaction=True)

COMPLETED, PLACED = "orders.order_completed", "orders.order_placed"
POINTS = "loyalty.award_points"


# --- adding ----------------------------------------------------------------------------------


def test_faults_end_by_themselves() -> None:
    services.add_fault(
        signal=COMPLETED, receiver=POINTS, kind=FaultKind.RAISE, duration=timedelta(minutes=1)
    )
    assert list(active_faults()) == [(COMPLETED, POINTS)]
    Fault.objects.update(until=timezone.now() - timedelta(seconds=1))
    cache.clear()
    assert not active_faults()


@pytest.mark.parametrize(
    ("receiver", "kind", "times", "message"),
    [
        ("loyalty.missing", FaultKind.RAISE, 1, "is not connected"),
        ("inventory.sell_reserved_stock", FaultKind.TWICE, 1, "“run twice” does not apply"),
        (
            POINTS,
            FaultKind.KILL_BEFORE_COMMIT,
            1,
            "“kill the process before the commit” does not apply",
        ),
        (POINTS, FaultKind.FAIL_FIRST, 8, "1 to 7"),
    ],
)
def test_inapplicable_fault_is_rejected(
    receiver: str, kind: FaultKind, times: int, message: str
) -> None:
    with pytest.raises(services.FaultNotApplicable, match=message):
        services.add_fault(signal=COMPLETED, receiver=receiver, kind=kind, times=times)
    assert not Fault.objects.exists()


def test_every_fault_has_expectations() -> None:
    assert EXPECTATIONS.keys() == set(FaultKind)


# --- the page --------------------------------------------------------------------------------


def test_page_recommends_five_faults_before_the_others(staff: Client) -> None:
    page = staff.get("/lab/").text
    assert page.count("data-recommended=") == 5
    assert page.index("Recommended faults") < page.index("All receivers")
    for fault in RECOMMENDED:
        chosen = {"signal": fault.signal, "receiver": fault.receiver, "kind": fault.kind}
        added = staff.post("/lab/faults/add/", {**chosen, "times": fault.times}, follow=True).text
        assert f"{fault.receiver} has a fault now." in added


def test_staff_add_and_remove_faults_on_the_page(staff: Client) -> None:
    chosen = {"signal": COMPLETED, "receiver": POINTS, "kind": "fail_first", "times": "3"}
    page = staff.post("/lab/faults/add/", chosen, follow=True).text
    assert "Remove all faults" in page
    assert "fail n times, then succeed (n = 3)" in page
    assert Fault.objects.get().times == 3
    assert "is removed" in staff.post("/lab/faults/remove/", chosen, follow=True).text
    assert "has no fault" in staff.post("/lab/faults/remove/", chosen, follow=True).text
    staff.post("/lab/faults/add/", chosen)
    assert "Faults removed: 1" in staff.post("/lab/faults/remove-all/", follow=True).text
    assert not Fault.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "explode"}, "Choose a receiver, a fault"),
        ({"times": "0"}, "Choose a receiver, a fault"),
        ({"receiver": "loyalty.missing"}, "is not connected"),
    ],
)
def test_page_explains_an_invalid_fault(
    staff: Client, changes: dict[str, str], message: str
) -> None:
    chosen = {"signal": COMPLETED, "receiver": POINTS, "kind": "raise", "times": "1"}
    assert message in staff.post("/lab/faults/add/", {**chosen, **changes}, follow=True).text
    assert not Fault.objects.exists()


def test_page_offers_no_faults_to_visitors(client: Client) -> None:
    page = client.get("/lab/").text
    assert "Log in as staff" in page
    assert "Add the fault" not in page


def test_page_omits_the_clock_and_log_receivers(staff: Client) -> None:
    page = staff.get("/lab/").text
    assert POINTS in page
    assert "prune_ticks" not in page
    assert "log_event" not in page
    assert "parcel_ordered" not in page


# --- the admin -------------------------------------------------------------------------------


def test_fault_deleted_in_the_admin_is_inactive(admin_client: Client) -> None:
    fault = FaultFactory.create()
    cache.clear()
    assert list(active_faults()) == [(COMPLETED, POINTS)]

    page = f"/admin/lab/fault/{fault.pk}/"
    assert 'name="_save"' not in admin_client.get(f"{page}change/").text
    admin_client.post(f"{page}delete/", {"post": "yes"})

    assert not Fault.objects.exists()
    assert not active_faults()  # the cache as well as the table


def test_faults_deleted_by_the_admin_action_are_inactive(admin_client: Client) -> None:
    faults = [FaultFactory.create(), FaultFactory.create(signal=PLACED)]
    cache.clear()
    assert len(active_faults()) == 2

    chosen = {"action": "delete_selected", "_selected_action": [fault.pk for fault in faults]}
    admin_client.post("/admin/lab/fault/", {**chosen, "post": "yes"})

    assert not Fault.objects.exists()
    assert not active_faults()


def test_faults_cannot_be_added_in_the_admin(admin_client: Client) -> None:
    assert admin_client.get("/admin/lab/fault/add/").status_code == 403
