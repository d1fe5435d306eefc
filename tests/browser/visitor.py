"""What a visitor does, in the words of the shop."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

PATIENCE_MS = 20_000


def put_in_basket(page: Page, product: str) -> None:
    """`product` is its address: morning-teapot."""
    page.goto(f"/products/{product}/")
    page.get_by_role("button", name="Add to basket").first.click()
    page.wait_for_url("**/basket/")


def check_out(page: Page, *, card: str = "") -> None:
    """The demo has filled the form in; `card` replaces the card's number."""
    page.goto("/checkout/")
    if card:
        page.get_by_label("Card number").fill(card)
    page.get_by_role("button", name="Place order").click()


def order(page: Page, *products: str) -> str:
    """Order one of each; the id of the order, whose page is shown."""
    for product in products:
        put_in_basket(page, product)
    check_out(page)
    page.wait_for_url("**/orders/*/")
    order_id = page.locator("main").get_attribute("data-order-id")
    assert order_id
    return order_id


def wait_until_settled(page: Page) -> None:
    """Without loading the page again: it is live."""
    expect(page.locator("[data-settled='true']").first).to_be_visible(timeout=PATIENCE_MS)


def enter_as(page: Page, role: str) -> None:
    """One click on the demo's login page; `role` is customer or staff."""
    page.goto("/account/login/")
    page.get_by_role("button", name=f"Log in as {role}").click()
    page.wait_for_load_state()


def hindrances(page: Page) -> str:
    """What axe finds on the page that is shown; empty where that is nothing.

    Every rule in the light, and in the dark those that look at colours: the rest is the same.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = _axe(page, {})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += _axe(page, {"runOnly": ["color-contrast", "link-in-text-block"]})
    page.emulate_media(color_scheme="light")
    return found


def _axe(page: Page, options: dict[str, list[str]]) -> str:
    results = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return f"{page.url}\n{results.generate_report()}" if results.violations_count else ""
