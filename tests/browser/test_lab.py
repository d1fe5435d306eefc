"""The lab in a real browser: the guided visit, a fault and its retry, the ladder, the race."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import picture
from tests.browser.visitor import PATIENCE_MS, enter_as, order, wait_until_settled

POINTS = "loyalty.award_points"
LESSON = "/lab/lessons/f6-connected-twice/"


@pytest.fixture
def staff(page: Page) -> Iterator[Page]:
    """Staff, who leave the shop mended."""
    enter_as(page, "staff")
    yield page
    page.goto("/lab/")
    if (button := page.get_by_role("button", name="Mend everything")).is_visible():
        button.click()


def test_the_guided_visit(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Take the three-minute visit").click()
    page.get_by_role("button", name="Begin as Kim").click()
    expect(page.get_by_text("You are in as customer")).to_be_visible()
    order(page, "tall-mug")
    page.get_by_role("button", name="Next: break loyalty").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("Loyalty is broken")).to_be_visible()
    picture(page, "visit")

    order_id = order(page, "tall-mug")
    failing = page.get_by_text(re.compile(r"Loyalty has failed \d time"))
    expect(failing).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"/events/flows/{order_id}/")
    wait_until_settled(page)
    row = page.locator(".waterfall-row", has_text=POINTS).first
    expect(row).to_contain_text("done · 3 attempts")
    picture(page, "retry", height=1300)

    page.goto(f"/orders/{order_id}/")
    expect(page.get_by_text("loyalty was told at attempt 3")).to_be_visible()
    expect(page.locator("[data-awards='1']")).to_contain_text(re.compile(r"\d+ points, once"))
    page.get_by_role("button", name="Mend loyalty").click()
    expect(page.get_by_text("Loyalty is mended")).to_be_visible()


def test_staff_break_a_receiver_and_mend_it(staff: Page) -> None:
    staff.goto("/lab/")
    staff.get_by_label(f"What {POINTS} shall do with orders.order_completed").select_option(
        label="raise"
    )
    row = staff.locator(".panel", has_text="orders.order_completed")
    row.get_by_role("button", name=f"Break it {POINTS}").click()
    expect(staff.get_by_text("tries again after 1 s").first).to_be_visible()
    picture(staff, "faults")
    order_id = order(staff, "tall-mug")
    staff.goto(f"/events/flows/{order_id}/")
    failure = staff.locator(".delivery-error", has_text="Sabotage")
    expect(failure).to_be_visible(timeout=PATIENCE_MS)
    staff.goto("/lab/")
    staff.get_by_role("button", name="Mend everything").click()
    expect(staff.get_by_text("All is mended")).to_be_visible()
    staff.goto(f"/events/flows/{order_id}/")
    wait_until_settled(staff)


def test_the_ladder_is_climbed(page: Page) -> None:
    page.goto("/lab/ladder/")
    page.get_by_role("button", name="Climb the ladder").click(timeout=4 * PATIENCE_MS)
    expect(page.locator("[data-case='durable/killed']")).to_contain_text("whole")
    expect(page.locator("[data-case='on_commit/killed']")).to_contain_text("torn")
    picture(page, "ladder", height=1100)


def test_the_race_is_run(page: Page) -> None:
    page.goto("/lab/race/")
    page.get_by_role("button", name="Let them race").click()
    expect(page.locator("[data-lane='conditional'] [data-winners]")).to_have_text("1")


def test_a_lesson_is_answered_run_and_explained(page: Page) -> None:
    page.goto("/lab/lessons/")
    page.get_by_role("link", name="Is a receiver that is connected twice heard twice?").click()
    expect(page.get_by_text("the same function, twice:  1")).to_be_hidden()
    page.get_by_label("Twice: each connection counts.").check()
    page.get_by_role("button", name="Run it and see").click()
    expect(page.get_by_text("a closure made twice:         2")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="In the shop")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_and_nothing_overflows(staff: Page, width: int) -> None:
    staff.set_viewport_size({"width": width, "height": 800})
    rooms = ("/lab/", "/lab/visit/", "/lab/ladder/", "/lab/race/", "/lab/lessons/", LESSON)
    for address in rooms:
        staff.goto(address)
        found = Axe().run(staff, options={"resultTypes": ["violations"]})
        assert found.violations_count == 0, f"{address}\n{found.generate_report()}"
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert staff.evaluate(overflow) == 0, address
