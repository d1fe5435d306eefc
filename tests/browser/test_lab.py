"""The lab in a real browser: the guided visit, a fault and its retry, the ladder, the race."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import picture
from tests.browser.visitor import (
    TIMEOUT_MS,
    enter_as,
    order,
    violations,
    wait_until_settled,
    wide,
)

POINTS = "loyalty.award_points"
OPEN_DETAILS = "document.querySelectorAll('main details').forEach(one => { one.open = true })"
REACHED = """
    SELECT 1 FROM events_delivery WHERE status = ? AND receiver = ?
    AND event_id IN (SELECT id FROM events_storedevent WHERE correlation_id = ?)
"""
MAKE_DUE = """
    UPDATE events_delivery SET due_at = datetime('now', '-1 second') WHERE status = 'pending'
    AND event_id IN (SELECT id FROM events_storedevent WHERE correlation_id = ?)
"""
LESSON = "/lab/lessons/a06-connected-twice/"


@pytest.fixture
def staff(page: Page) -> Iterator[Page]:
    """Log in as staff; remove all faults at the end."""
    enter_as(page, "staff")
    yield page
    page.goto("/lab/")
    if (button := page.get_by_role("button", name="Remove all faults")).is_visible():
        button.click()


def test_guided_visit_ticks_off_its_steps(page: Page, database: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="Take the three-minute visit").click()
    page.get_by_role("button", name="Begin as Kim").click()
    order(page, "tall-mug")
    page.get_by_role("button", name="Next: break loyalty").click(timeout=TIMEOUT_MS)
    done = page.locator(".lab-steps > [data-step='done']")
    expect(done).to_have_count(3)

    order_id = order(page, "tall-mug")
    failing = page.get_by_text(re.compile(r"Loyalty has failed \d time"))
    expect(failing).to_be_visible()
    page.goto("/lab/visit/")
    expect(page.get_by_text("The worker tries again at").first).to_be_visible()
    picture(page, "visit", height=1300)
    page.get_by_role("button", name="Repair loyalty").click()
    expect(page.get_by_text("Loyalty is repaired")).to_be_visible()
    retry_without_delay(database, order_id, until="done")
    expect(done).to_have_count(6)  # the page updates itself

    page.goto(f"/events/flows/{order_id}/")
    wait_until_settled(page)
    row = page.locator(".waterfall-row", has_text=POINTS).first
    expect(row).to_contain_text(re.compile(r"done · \d attempts"))
    picture(page, "retry", height=1750)
    page.goto(f"/orders/{order_id}/")
    expect(page.get_by_text(re.compile(r"succeeded at attempt \d"))).to_be_visible()
    expect(page.locator("[data-awards='1']")).to_contain_text(re.compile(r"\d+ points, once"))


def break_points(staff: Page) -> None:
    """Let loyalty fail for every paid order."""
    staff.goto("/lab/")
    staff.get_by_role("heading", name="orders.order_completed").click()
    staff.get_by_label(f"Fault of {POINTS} for orders.order_completed").select_option("raise")
    row = staff.locator(".panel", has_text="orders.order_completed")
    row.get_by_role("button", name=f"Add the fault to {POINTS}").click()


def test_staff_break_a_receiver_and_repair_it(staff: Page, database: Path) -> None:
    break_points(staff)
    expect(staff.get_by_text("The worker retries after 1 s").first).to_be_visible()
    picture(staff, "faults")
    order_id = order(staff, "tall-mug")
    staff.goto(f"/events/flows/{order_id}/")
    failure = staff.locator(".delivery-error", has_text="InjectedFault")
    expect(failure).to_be_visible()
    staff.goto("/lab/")
    staff.get_by_role("button", name="Remove all faults").click()
    expect(staff.get_by_text("Faults removed: 1")).to_be_visible()
    retry_without_delay(database, order_id, until="done")
    staff.goto(f"/events/flows/{order_id}/")
    wait_until_settled(staff)


def test_failed_delivery_is_retried_by_a_button(staff: Page, database: Path) -> None:
    break_points(staff)
    order_id = order(staff, "tall-mug")
    retry_without_delay(database, order_id, until="failed")
    staff.goto("/events/failed/")
    failed = staff.locator(".panel", has_text=POINTS)
    expect(failed.locator(".delivery-error")).to_contain_text("InjectedFault")
    assert not violations(staff)
    failed.get_by_role("link", name="orders.order_completed").click()
    expect(staff.locator(".delivery", has_text=POINTS)).to_contain_text("failed, attempt 8")
    assert not violations(staff)

    staff.goto("/lab/")
    staff.get_by_role("button", name="Remove all faults").click()
    staff.goto("/events/failed/")
    failed.get_by_role("button", name=f"Retry 1 of {POINTS}").click()
    expect(staff.get_by_text("1 delivery will be retried.")).to_be_visible()
    staff.goto(f"/events/flows/{order_id}/")
    wait_until_settled(staff)
    expect(staff.locator(".waterfall-row", has_text=POINTS).first).to_contain_text("done")


def retry_without_delay(database: Path, order_id: str, *, until: str) -> None:
    """Make each attempt due immediately, until a delivery of the order has a status."""
    deadline = time.monotonic() + TIMEOUT_MS / 1000
    with closing(sqlite3.connect(database, timeout=20, isolation_level=None)) as shop:
        while not shop.execute(REACHED, [until, POINTS, UUID(order_id).hex]).fetchone():
            assert time.monotonic() < deadline, f"the delivery is not {until}"
            shop.execute(MAKE_DUE, [UUID(order_id).hex])
            time.sleep(0.1)


def test_ladder_is_climbed(page: Page) -> None:
    page.goto("/lab/ladder/")
    page.get_by_role("button", name="Climb the ladder").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert not violations(page)
    again = page.get_by_role("button", name="Climb again")
    expect(again).to_be_visible(timeout=8 * TIMEOUT_MS)
    expect(page.locator("[data-case='durable/killed']")).to_contain_text("complete")
    expect(page.locator("[data-case='on_commit/killed']")).to_contain_text("inconsistent")
    picture(page, "ladder", height=1100)
    page.set_viewport_size({"width": 320, "height": 800})
    assert not violations(page) + wide(page, 320)


def test_race_is_run(page: Page) -> None:
    page.goto("/lab/race/")
    page.get_by_role("button", name="Start the race").click()
    expect(page.locator("[data-lane='conditional'] [data-winners]")).to_have_text("1")


def test_lesson_is_answered_run_and_explained(page: Page) -> None:
    page.goto("/lab/lessons/")
    page.get_by_role("link", name="Does a receiver that is connected twice run twice?").click()
    expect(page.get_by_text("the same function, twice:     1")).to_be_hidden()
    page.get_by_label("Twice: each connection counts.").check()
    page.get_by_role("button", name="Run the code").click()
    expect(page.get_by_text("two closures of one function: 2")).to_be_visible()
    expect(page.get_by_role("heading", name="In the shop")).to_be_visible()
    assert not violations(page)


def test_lab_pages_are_accessible_and_fit(staff: Page) -> None:
    found = ""
    for address in ("/lab/", "/lab/visit/", "/lab/ladder/", "/lab/race/", "/lab/lessons/", LESSON):
        staff.goto(address)
        staff.evaluate(OPEN_DETAILS)
        found += violations(staff) + wide(staff, 320, 1280)
    assert found == ""
