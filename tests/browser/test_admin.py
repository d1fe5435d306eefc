"""The admin in a browser: no violations of axe, no page wider than its window."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.visitor import enter_as, order, violations

ADDRESSES = [
    "/admin/",
    "/admin/orders/order/",
    "/admin/orders/payment/",
    "/admin/orders/refund/",
    "/admin/inventory/product/",
    "/admin/inventory/product/add/",
    "/admin/inventory/product/import/",
    "/admin/inventory/product/TALL-MUG/change/",
    "/admin/inventory/stock/",
    "/admin/inventory/stock/TALL-MUG/change/",
    "/admin/inventory/reorder/",
    "/admin/accounts/user/",
    "/admin/accounts/user/1/change/",
    "/admin/auth/group/1/change/",
    "/admin/notifications/message/",
    "/admin/loyalty/account/",
    "/admin/loyalty/entry/add/",
    "/admin/events/delivery/",
    "/admin/events/storedevent/",
]
STEPS = ("ship", "cancel", "refund", "refund-amount", "address", "note")


def _addresses_of(order_id: str) -> list[str]:
    page = f"/admin/orders/order/{order_id}"
    return [f"{page}/change/", f"{page}/history/", *(f"{page}/step/{step}/" for step in STEPS)]


def test_admin_has_no_axe_violations(page: Page) -> None:
    order_id = order(page, "tall-mug")
    enter_as(page, "staff")
    found = []
    for address in [*ADDRESSES, *_addresses_of(order_id)]:
        page.goto(address)
        found.append(violations(page))
    assert not any(found), "\n".join(found)


@pytest.mark.parametrize("width", [390, 1280])
def test_no_admin_page_is_wider_than_its_window(browser: Browser, shop: str, width: int) -> None:
    context = browser.new_context(base_url=shop, viewport={"width": width, "height": 800})
    page = context.new_page()
    order_id = order(page, "tall-mug")
    enter_as(page, "staff")
    wide = {}
    for address in [*ADDRESSES, *_addresses_of(order_id)]:
        page.goto(address)
        measured = page.evaluate("document.documentElement.scrollWidth")
        if measured > width:
            wide[address] = measured
    context.close()
    assert wide == {}


def test_home_page_shows_the_sales_of_the_dashboard(page: Page) -> None:
    enter_as(page, "staff")
    page.goto("/admin/")
    assert page.locator(".sales-chart svg").count() == 1
    assert page.get_by_text("Revenue this week", exact=True).count() == 1
