"""The live map while its reader has something open, and after its pulses have ended."""

from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import PATIENCE_MS, order

AWARDING = "source-wire-orders.order_completed-loyalty.award_points"


def test_news_on_the_map_closes_nothing_and_leaves_no_dot(
    page: Page, browser: Browser, shop: str
) -> None:
    page.goto("/events/")
    summary = page.locator(f"[id='{AWARDING}-title']")
    summary.click()
    other = browser.new_context(base_url=shop).new_page()
    order(other, "tall-mug")
    other.context.close()
    travelling = page.locator(".map-pulse:visible")
    expect(travelling).not_to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(f"[id='{AWARDING}'][open]")).to_be_visible()
    expect(summary).to_be_focused()
    # An event travels, and then nothing of it stays in the corner where drawings begin.
    expect(travelling).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.locator(".map-pulse").first).to_be_attached()
