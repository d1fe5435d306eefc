"""The live map keeps open details and focus, and hides ended pulses."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import order

AWARDING = "code-orders.order_completed-loyalty.award_points"


def test_map_update_keeps_details_open(page: Page, browser: Browser, shop: str) -> None:
    page.goto("/events/?show=orders.order_completed")
    summary = page.locator(f"[id='{AWARDING}-title']")
    summary.click()
    other = browser.new_context(base_url=shop).new_page()
    order(other, "tall-mug")
    other.context.close()
    pulses = page.locator(".map-pulse:visible")
    expect(pulses).not_to_have_count(0)
    expect(page.locator(f"[id='{AWARDING}'][open]")).to_be_visible()
    expect(summary).to_be_focused()
    # After its way a pulse is hidden, instead of remaining at the origin of the drawing.
    expect(pulses).to_have_count(0)
    expect(page.locator(".map-pulse").first).to_be_attached()
