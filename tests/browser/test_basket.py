"""The basket with JavaScript: quantities are submitted at once, without lost clicks."""

from playwright.sync_api import Page, Route, expect

from tests.browser.visitor import put_in_basket, violations

HELD_MS = 150


def press(page: Page, name: str, *, role: str = "button") -> None:
    """Click as a person does, with the mouse button held for a moment."""
    page.get_by_role(role, name=name).click(delay=HELD_MS)  # type: ignore[arg-type]


def test_quantity_is_submitted_on_blur(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    page.get_by_label("Quantity").fill("3")
    page.keyboard.press("Tab")
    expect(page.locator("#basket-link")).to_contain_text("3")
    expect(page.locator(".line-amount")).to_contain_text("78.00")
    expect(page.locator("#costs")).to_contain_text("78.00")


def test_checkout_uses_the_latest_quantity(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    page.get_by_label("Quantity").fill("2")
    press(page, "Checkout", role="link")
    page.wait_for_url("**/checkout/")
    expect(page.locator("#costs")).to_contain_text("52.00")


def test_line_is_removed_while_another_is_edited(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    put_in_basket(page, "bread-knife")
    page.get_by_label("Quantity of Salt mill").fill("2")
    press(page, "Remove Bread knife")
    expect(page.locator(".line")).to_have_count(1)
    expect(page.get_by_label("Quantity of Salt mill")).to_have_value("2")
    press(page, "Remove Salt mill")
    expect(page.get_by_text("Your basket is empty")).to_be_visible()


def test_invalid_quantity_is_explained_and_kept(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    page.get_by_label("Quantity").fill("200")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed.")
    expect(page.get_by_label("Quantity")).to_have_value("200")
    expect(page.locator("#costs")).to_contain_text("26.00")


def test_quantity_typed_during_an_answer_is_kept_and_sent(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    held: list[Route] = []
    page.route("**/basket/update/", lambda route: held.append(route), times=1)
    field = page.get_by_label("Quantity")
    field.fill("5")
    with page.expect_request("**/basket/update/"):
        page.keyboard.press("Tab")
    field.fill("4")
    held[0].continue_()
    expect(page.locator("#basket-link")).not_to_contain_text("1")
    expect(field).to_have_value("4")
    page.keyboard.press("Tab")
    expect(page.locator(".line-amount")).to_contain_text("104.00")


def test_older_tab_asks_before_it_overwrites(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    older = page.context.new_page()
    older.goto("/basket/")
    for quantity in ("5", "4"):  # the second change does not wait for the first
        page.get_by_label("Quantity").fill(quantity)
        page.keyboard.press("Tab")
    expect(page.locator(".line-amount")).to_contain_text("104.00")
    expect(page.get_by_role("alert")).to_have_count(0)
    older.get_by_label("Quantity").fill("3")
    older.keyboard.press("Tab")
    expect(older.get_by_role("alert")).to_contain_text("perhaps in another tab")
    expect(older.get_by_text("It was changed to 4 after you opened this page.")).to_be_visible()
    expect(older.get_by_label("Quantity")).to_have_value("3")
    older.get_by_role("button", name="Update the basket").last.click()
    expect(older.locator(".line-amount")).to_contain_text("78.00")


def test_zero_of_the_last_product_empties_the_basket(page: Page) -> None:
    put_in_basket(page, "salt-mill")
    page.get_by_label("Quantity").fill("0")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Your basket is empty")).to_be_visible()
    expect(page.get_by_role("link", name="Checkout", exact=True)).to_have_count(0)


def test_adding_keeps_the_page_and_can_be_undone(page: Page) -> None:
    page.goto("/?sort=name")
    button = page.get_by_role("button", name="Add to basket").nth(2)
    count = page.locator("#basket-link")
    button.click()
    notice = page.get_by_role("status").filter(has_text="Added to your basket: 1")
    expect(notice).to_be_visible()
    expect(count).to_contain_text("1")
    expect(button).to_be_focused()
    assert not violations(page)
    button.click()
    expect(count).to_contain_text("2")
    page.get_by_role("button", name="Undo").click()
    undone = page.get_by_text("Your basket is as it was before.")
    expect(undone).to_be_focused()
    expect(count).to_contain_text("1")
    page.get_by_role("button", name="Close").click()
    expect(undone).to_have_count(0)
    page.route("**/basket/add/", lambda route: route.abort())
    button.click()
    expect(page.locator("#basket-notice")).to_contain_text("This did not work.")
    assert page.url.endswith("/?sort=name")
