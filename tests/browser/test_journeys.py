"""Journeys of visitors in a browser, with a web server and a worker."""

import os
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from tests.browser.visitor import (
    check_out,
    enter_as,
    order,
    put_in_basket,
    violations,
    wait_until_settled,
    wide,
)

PICTURES = Path(settings.BASE_DIR) / "docs" / "pictures"


def picture(page: Page, name: str, *, height: int = 900) -> None:
    """Save the open page as a picture of the documentation, with PICTURES=1."""
    if os.environ.get("PICTURES"):
        PICTURES.mkdir(exist_ok=True)
        page.set_viewport_size({"width": 1280, "height": height})
        page.screenshot(path=PICTURES / f"{name}.png")


def test_guest_orders_and_sees_every_receiver(page: Page) -> None:
    page.goto("/")
    picture(page, "shop")
    order_id = order(page, "morning-teapot", "two-line-kite")
    expect(page.locator("main")).to_have_attribute("data-status", "completed")
    wait_until_settled(page)
    page.get_by_text("Show the events and their receivers").click()
    for receiver in ("inventory.reserve_stock", "notifications.send_receipt"):
        expect(page.locator("#flow").get_by_text(receiver, exact=True)).to_be_visible()
    picture(page, "order", height=1500)
    assert not violations(page)
    page.goto(f"/events/flows/{order_id}/")
    expect(page.get_by_text("commit").first).to_be_visible()
    picture(page, "timeline", height=1550)
    assert not violations(page)


def test_timeline_updates_itself(page: Page) -> None:
    order_id = order(page, "tall-mug")
    page.goto(f"/events/flows/{order_id}/")
    wait_until_settled(page)


def test_map_pulses_when_another_visitor_orders(page: Page, browser: Browser, shop: str) -> None:
    page.goto("/events/")
    picture(page, "map", height=1250)
    other = browser.new_context(base_url=shop).new_page()
    order(other, "notebook-dotted")
    expect(page.locator(".map-pulse").first).to_be_attached()
    other.context.close()


def test_declined_card_is_replaced_on_the_order_page(page: Page) -> None:
    put_in_basket(page, "good-broom")
    page.goto("/checkout/")
    page.get_by_label("Name").fill("Robin Vale")
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url("**/orders/*/")
    expect(page.get_by_text("Your bank declined the payment.")).to_be_visible()
    expect(page.locator("address")).to_contain_text("Robin Vale")
    expect(page.get_by_label("Card number")).not_to_have_value("4000 0000 0000 0002")
    assert not violations(page)
    page.get_by_label("Card number").fill("4242 4242 4242 4242")
    page.get_by_label("Security code").fill("123")
    page.get_by_label("Valid until").fill("12/40")
    page.get_by_role("button", name="Pay").click()
    expect(page.locator("main")).to_have_attribute("data-status", "completed")


def test_sold_out_product_is_reported_in_the_basket(
    page: Page, browser: Browser, shop: str
) -> None:
    """Two visitors reach the checkout with the last pieces; one of them is first."""
    other = browser.new_context(base_url=shop).new_page()
    for visitor in (page, other):
        visitor.goto("/products/garden-wizard/")
        visitor.get_by_label("Quantity").fill("2")
        visitor.get_by_role("button", name="Add to basket").first.click()
        expect(visitor.locator("#basket-notice")).to_contain_text("Added to your basket")
        visitor.goto("/checkout/")
    page.get_by_role("button", name="Place order").click()
    page.wait_for_url("**/orders/*/")
    other.get_by_role("button", name="Place order").click()
    other.wait_for_url("**/basket/")
    expect(other.locator(".line", has_text="Garden wizard")).to_contain_text("sold out")
    expect(other.get_by_role("link", name="Checkout", exact=True)).to_have_count(0)
    assert not violations(other)
    other.context.close()


def test_lost_answer_of_the_bank_is_asked_for_again(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    check_out(page, card="4000 0000 0000 0341")
    page.wait_for_url("**/orders/*/")
    expect(page.get_by_role("heading", name="Waiting for the bank")).to_be_visible()
    opened = page.get_by_text("Cancel this order")
    opened.click()
    expect(page.locator("main")).to_have_attribute("data-status", "completed")
    # The update leaves what the visitor opened, and screen readers announce it.
    expect(page.locator("#cancel[open]")).to_be_visible()
    expect(opened).to_be_focused()
    expect(page.locator("#announcement")).to_have_text("Thank you, your order is paid")


def test_order_works_without_javascript(browser: Browser, shop: str) -> None:
    context = browser.new_context(base_url=shop, java_script_enabled=False)
    page = context.new_page()
    order(page, "hand-mirror")
    expect(page.get_by_text("What happened")).to_be_visible()
    context.close()


def test_order_works_by_keyboard(page: Page) -> None:
    page.goto("/products/maple-yo-yo/")
    page.get_by_role("button", name="Add to basket").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="View basket").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/basket/")
    page.get_by_role("link", name="Checkout", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/checkout/")
    page.get_by_label("Security code").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/orders/*/")


def test_saved_address_replaces_the_one_at_the_checkout(page: Page) -> None:
    enter_as(page, "customer")
    for street in ("1 Harbour Road", "2 Mill Lane"):
        page.goto("/account/addresses/add/")
        page.get_by_label("Name").fill("Kim Winter")
        page.get_by_label("Street and number").fill(street)
        page.get_by_label("Postcode").fill("D-10969")
        page.get_by_label("Town").fill("Berlin")
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/account/addresses/")
    found = violations(page)
    put_in_basket(page, "bread-knife")
    page.goto("/checkout/")
    field = page.get_by_label("Street and number")
    expect(field).to_have_value("1 Harbour Road")
    page.get_by_label("Security code").fill("777")
    page.get_by_label("E-mail").fill("work@example.com")
    page.get_by_role("button", name="2 Mill Lane").click()
    expect(field).to_have_value("2 Mill Lane")
    expect(page.get_by_label("E-mail")).to_have_value("work@example.com")
    expect(page.get_by_label("Security code")).to_have_value("777")
    found += violations(page)
    assert found == ""
    field.press("Enter")
    page.wait_for_url("**/orders/*/")


# The frame, and what each role sees in it. A page that is the same for all is read by one role.
FRAME = ["/", "/products/morning-teapot/", "/orders/{order}/", "/events/flows/{order}/"]
PAGES = {
    "visitor": [
        "/?q=nothing-like-it",
        "/products/small-disco-ball/",
        "/products/key-hook/",
        "/basket/",
        "/checkout/",
        "/events/",
        "/demo/mail/",
    ],
    "customer": [
        "/basket/",
        "/checkout/",
        "/orders/",
        "/account/",
        "/account/addresses/",
        "/account/addresses/add/",
        "/loyalty/",
        "/notifications/",
    ],
    "staff": ["/events/", "/events/log/", "/events/failed/"],
}


@pytest.mark.parametrize("role", PAGES)
def test_pages_are_accessible_and_fit(page: Page, role: str) -> None:
    if role != "visitor":
        enter_as(page, role)
    order_id = order(page, "tin-of-twelve-pencils")
    put_in_basket(page, "bread-knife")
    found = ""
    for address in [*FRAME, *PAGES[role]]:
        page.goto(address.format(order=order_id))
        found += violations(page) + wide(page, 320, 390, 1280)
    assert found == ""


def test_file_can_be_downloaded_twice(page: Page) -> None:
    enter_as(page, "customer")
    page.goto("/account/data/")
    for _ in range(2):
        with page.expect_download():
            page.get_by_role("button", name="Download my data").click()
