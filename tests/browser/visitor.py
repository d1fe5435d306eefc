"""Actions of a visitor."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

TIMEOUT_MS = 20_000  # a busy machine answers slowly
expect.set_options(timeout=TIMEOUT_MS)


def put_in_basket(page: Page, product: str) -> None:
    """Add a product, named by its slug, to the basket, and open the basket."""
    page.goto(f"/products/{product}/")
    page.get_by_role("button", name="Add to basket").first.click()
    page.get_by_role("link", name="View basket").click()
    page.wait_for_url("**/basket/")


def check_out(page: Page, *, card: str = "") -> None:
    """Submit the form that the demo has filled in; `card` replaces the card number."""
    page.goto("/checkout/")
    if card:
        page.get_by_label("Card number").fill(card)
    page.get_by_role("button", name="Place order").click()


def order(page: Page, *products: str) -> str:
    """Order one piece of each product; return the id of the order, whose page is open."""
    for product in products:
        put_in_basket(page, product)
    check_out(page)
    page.wait_for_url("**/orders/*/")
    order_id = page.locator("main").get_attribute("data-order-id")
    assert order_id
    return order_id


def wait_until_settled(page: Page) -> None:
    """Wait until the live page shows that all receivers have run."""
    expect(page.locator("[data-settled='true']").first).to_be_visible()


def enter_as(page: Page, role: str) -> None:
    """Log in by one click as `customer` or `staff`."""
    page.goto("/account/login/")
    page.get_by_role("button", name=f"Log in as {role}").click()
    page.wait_for_load_state()


def violations(page: Page) -> str:
    """Return the violations that axe finds on the open page, or an empty text.

    The light scheme is checked with all rules, the dark one with the rules about colours.
    """
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    found = _axe(page, {})
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += _axe(page, {"runOnly": ["color-contrast", "link-in-text-block"]})
    page.emulate_media(color_scheme="light")
    return found


def wide(page: Page, *widths: int) -> str:
    """Return at which of these widths the open page is wider than its window, or an empty text."""
    size = page.viewport_size
    found = ""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        measured = page.evaluate("document.documentElement.scrollWidth")
        if measured > width:
            found += f"{page.url} at {width}: {measured} pixels wide\n"
    if size:
        page.set_viewport_size(size)
    return found


def _axe(page: Page, options: dict[str, list[str]]) -> str:
    """Run axe, and transfer the violations only, because all its results are large."""
    page.evaluate(f"{AXE_SCRIPT};undefined")
    run = "options => axe.run(options).then(({url, violations}) => ({url, violations}))"
    results = AxeResults(page.evaluate(run, {"resultTypes": ["violations"], **options}))
    return f"{page.url}\n{results.generate_report()}" if results.violations_count else ""
