"""The admin in a browser: no violations of axe, no page wider than its window."""

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.visitor import TIMEOUT_MS, enter_as, order, violations, wide

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


def test_admin_is_accessible_and_fits(page: Page) -> None:
    order_id = order(page, "tall-mug")
    enter_as(page, "staff")
    found = ""
    for address in [*ADDRESSES, *_addresses_of(order_id)]:
        page.goto(address)
        found += violations(page) + wide(page, 390, 1280)
    assert found == ""


def test_home_page_shows_the_sales_of_the_dashboard(page: Page) -> None:
    enter_as(page, "staff")
    page.goto("/admin/")
    assert page.locator(".sales-chart svg").count() == 1
    assert page.get_by_text("Revenue this week", exact=True).count() == 1


def test_import_is_previewed_confirmed_and_finished(page: Page) -> None:
    enter_as(page, "staff")
    found = ""
    for price, shown in (("cheap", "Enter a number."), ("12.50", "Waits for confirmation")):
        page.goto("/admin/inventory/product/import/")
        rows = f"sku,name,category,price\nZEBRA-MUG,Zebra mug,kitchen,{price}".encode()
        file = FilePayload(name="mugs.csv", mimeType="text/csv", buffer=rows)
        page.get_by_label("File").set_input_files(file)
        page.get_by_role("button", name="Upload and check").click()
        expect(page.get_by_text(shown).first).to_be_visible(timeout=TIMEOUT_MS)
        found += violations(page) + wide(page, 390, 1280)
    page.get_by_role("button", name="Import 1 row").click()
    expect(page.locator("#announcement")).to_have_text("Imported", timeout=TIMEOUT_MS)
    expect(page.get_by_text("1 new, 0 changed")).to_be_visible()
    found += violations(page) + wide(page, 390, 1280)
    assert found == ""
