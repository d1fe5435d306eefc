"""The basket page: filling and changing the basket, and its error messages."""

from decimal import Decimal

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from inventory.services import change_product, withdraw_product
from tests.counting import statements
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.factories import OfferFactory
from tests.orders.pages.visitor import Shopper, text_of, value_of
from tests.orders.shop import committed
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

NOT_A_QUANTITY = ["0", "-1", "1000000000", "1" * 5000, "two", "1.5", "", " ", "1e2", "²"]


@pytest.fixture
def mug_and_tea(goods: None, visitor: Shopper) -> None:
    """Put a mug and a tea into the basket."""
    visitor.choose("TALL-MUG")
    visitor.choose("GREEN-TEA")


def update(visitor: Shopper, **fields: object) -> HttpResponse:
    """Submit the form of the basket."""
    return visitor.post("/basket/update/", fields)


def update_both(visitor: Shopper, mugs: str, teas: str, **fields: object) -> HttpResponse:
    """Submit the form of a basket of mugs and teas."""
    return update(visitor, sku=["TALL-MUG", "GREEN-TEA"], quantity=[mugs, teas], **fields)


def test_empty_basket_stores_nothing(visitor: Shopper) -> None:
    page = visitor.get("/basket/")

    assert "Your basket is empty" in text_of(page)
    assert not visitor.client.cookies


def test_empty_basket_shows_bestsellers(visitor: Shopper) -> None:
    assert "You may also like" not in text_of(visitor.get("/basket/"))
    with committed():
        shop.buy({"GREEN-TEA": 2, "TEAPOT": 1})

    page = visitor.get("/basket/")
    assert "You may also like 📦 Green tea €3.33 📦 Teapot €48.50" in text_of(page)
    assert '<a href="/products/green-tea/">' in page.content.decode()
    assert "What others" not in text_of(visitor.choose("TALL-MUG"))


def test_basket_shows_items_and_price(visitor: Shopper) -> None:
    page = visitor.choose("TALL-MUG", 2)

    text = text_of(page)
    assert "Added to your basket: 2 \N{MULTIPLICATION SIGN} Tall mug." in text
    assert "€12.00 each" in text
    assert "Goods €24.00 Delivery €4.90" in text
    assert "Total €28.90" in text
    assert "Spend €26.00 more for free delivery." in text
    assert '<span class="count">2<' in page.content.decode()
    assert value_of(page, "quantity") == "2"
    assert "no-store" in page.headers["Cache-Control"]


def test_no_hint_if_shipping_is_already_free(visitor: Shopper, grant: Grant) -> None:
    grant(off("4.90", "shipping"))
    page = visitor.choose("TALL-MUG", 2)

    assert "4.90 off" in text_of(page)
    assert "more for free delivery" not in text_of(page)


def test_shipping_is_free_from_fifty(visitor: Shopper) -> None:
    page = visitor.choose("TEAPOT", 2)

    assert "Delivery Free" in text_of(page)
    assert "more for free delivery" not in text_of(page)


@pytest.mark.parametrize("quantity", NOT_A_QUANTITY)
def test_invalid_quantity_is_not_added(visitor: Shopper, quantity: str) -> None:
    visitor.choose("GREEN-TEA")

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": quantity})

    assert page.status_code == 422
    assert "Enter a whole number from 1 to 99." in text_of(page)
    assert visitor.quantities() == {"GREEN-TEA": 1}


@pytest.mark.parametrize(
    ("quantity", "why"),
    [
        ("1000", "Enter a whole number from 1 to 99."),
        ("2", "at most 99 of one product. Your basket already contains 98"),
    ],
)
def test_failed_addition_can_be_corrected(visitor: Shopper, quantity: str, why: str) -> None:
    visitor.choose("TALL-MUG", 98)

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": quantity})

    again = page.content.decode().partition('id="again"')[2].partition("</form>")[0]
    assert page.status_code == 422
    assert why in again
    assert f'value="{quantity}"' in again
    assert 'name="sku" value="TALL-MUG"' in again
    visitor.choose("TALL-MUG", 1)
    assert visitor.quantities() == {"TALL-MUG": 99}


@pytest.mark.parametrize(
    "sku", ["", "PERPETUUM-MOBILE", "A" * 41, "TALL-MUG\x00", "' OR 1=1 --", "TEAPOT"]
)
def test_product_that_is_not_for_sale_is_not_added(visitor: Shopper, sku: str) -> None:
    withdraw_product(sku="TEAPOT")

    page = visitor.post("/basket/add/", {"sku": sku, "quantity": 1})

    assert page.status_code == 422
    assert "This product is not for sale. Choose another one." in text_of(page)
    assert visitor.quantities() == {}


def test_lone_surrogate_is_not_a_product(visitor: Shopper) -> None:
    fields = {"sku": "\\ud800", "quantity": "1"}
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(*field) for field in fields.items()) + "--x--\r\n"
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"

    page = visitor.client.post("/basket/add/", body.encode(), content_type=kind)

    assert page.status_code == 422


@pytest.mark.parametrize(
    ("mugs", "teas", "fields", "quantities"),
    [
        ("5", "0", {}, {"TALL-MUG": 5}),
        ("7", "7", {"remove": "TALL-MUG"}, {"GREEN-TEA": 7}),
        ("x", "7", {"remove": "TALL-MUG"}, {"GREEN-TEA": 1}),
        ("5", "5", {"seen": ["1", "1"]}, {"TALL-MUG": 5, "GREEN-TEA": 5}),
    ],
    ids=["zero removes", "button removes", "button removes despite an error", "both changed"],
)
@pytest.mark.usefixtures("mug_and_tea")
def test_lines_change_together(
    visitor: Shopper, mugs: str, teas: str, fields: dict[str, object], quantities: dict[str, int]
) -> None:
    visitor.follow(update_both(visitor, mugs, teas, **fields))

    assert visitor.quantities() == quantities


@pytest.mark.parametrize(
    ("mugs", "teas", "fields", "quantities"),
    [
        ("1", "3", {"seen": ["1", "1"]}, {"TALL-MUG": 5, "GREEN-TEA": 3}),
        ("1", "1", {"seen": ["1 5", "1"]}, {"TALL-MUG": 1, "GREEN-TEA": 1}),
        ("3", "1", {"seen": ["1", "1"], "remove": "GREEN-TEA"}, {"TALL-MUG": 5}),
    ],
    ids=["leaves what it did not change", "was sent twice quickly", "removes a line only"],
)
@pytest.mark.usefixtures("mug_and_tea")
def test_older_page_keeps_the_newer_change(
    visitor: Shopper, mugs: str, teas: str, fields: dict[str, object], quantities: dict[str, int]
) -> None:
    """The page shows one mug; meanwhile, five were ordered in another tab."""
    update(visitor, sku="TALL-MUG", quantity="5", seen="1")

    visitor.follow(update_both(visitor, mugs, teas, **fields))

    assert visitor.quantities() == quantities


@pytest.mark.parametrize("checkout", [{}, {"checkout": "1"}])
def test_older_page_asks_before_it_overwrites(visitor: Shopper, checkout: dict[str, str]) -> None:
    visitor.choose("TALL-MUG")
    update(visitor, sku="TALL-MUG", quantity="5", seen="1")

    page = update(visitor, sku="TALL-MUG", quantity="3", seen="1", **checkout)

    assert page.status_code == 422
    assert "It was changed to 5 after you opened this page." in text_of(page)
    assert visitor.quantities() == {"TALL-MUG": 5}
    seen = value_of(page, "seen")
    visitor.follow(update(visitor, sku="TALL-MUG", quantity="3", seen=seen, checkout=""))
    assert visitor.quantities() == {"TALL-MUG": 3}


def test_typed_quantities_are_kept_for_the_checkout(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG")

    answer = update(visitor, sku="TALL-MUG", quantity="3", checkout="1")

    assert answer.headers["Location"] == "/checkout/"
    assert visitor.quantities() == {"TALL-MUG": 3}


@pytest.mark.parametrize("quantity", sorted({*NOT_A_QUANTITY, "100"} - {"0"}))
@pytest.mark.usefixtures("mug_and_tea")
def test_invalid_quantity_changes_nothing(visitor: Shopper, quantity: str) -> None:
    page = update_both(visitor, "5", quantity)

    assert page.status_code == 422
    assert "Nothing was changed." in text_of(page)
    assert visitor.quantities() == {"TALL-MUG": 1, "GREEN-TEA": 1}
    second = page.content.decode().partition('id="quantity-2"')[2].partition(">")[0]
    assert f'value="{quantity}"' in second
    assert 'aria-invalid="true"' in second


def test_unavailable_items_are_shown_and_removed_with_one_click(visitor: Shopper) -> None:
    shop.put_on_shelf("KITE", name="Kite", price="20.00", pieces=2)
    visitor.choose("TALL-MUG")
    visitor.choose("GREEN-TEA")
    visitor.choose("KITE", 5)
    withdraw_product(sku="TALL-MUG")

    page = visitor.get("/basket/")

    text = text_of(page)
    assert "Tall mug \N{EN DASH} This product is not for sale any more." in text
    assert "Only 2 left; you wanted 5." in text
    assert "Goods €43.33" in text
    assert 'max="2"' in page.content.decode()
    assert 'name="available" value="1"' in page.content.decode()
    text = text_of(visitor.follow(update(visitor, available="1")))
    assert visitor.quantities() == {"GREEN-TEA": 1, "KITE": 2}
    assert "available" not in text


def test_basket_without_available_items_has_no_checkout(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG")
    withdraw_product(sku="TALL-MUG")

    assert "/checkout/" not in visitor.get("/basket/").content.decode()


def test_changed_price_is_shown_with_the_old_one(visitor: Shopper) -> None:
    visitor.choose("TALL-MUG")
    with committed():
        change_product(sku="TALL-MUG", price=Decimal("13.50"))

    text = text_of(visitor.get("/basket/"))

    assert "€13.50 each, was €12.00 when you added it" in text
    assert "Goods €13.50" in text


def test_basket_is_kept_at_login_and_found_after_the_next(visitor: Shopper, ada: User) -> None:
    visitor.choose("TALL-MUG", 3)

    visitor.client.force_login(ada)
    assert "Total €40.90" in text_of(visitor.get("/basket/"))

    visitor.client.logout()
    assert "Your basket is empty" in text_of(visitor.get("/basket/"))
    visitor.choose("GREEN-TEA")

    visitor.client.force_login(ada)
    visitor.get("/basket/")
    assert visitor.quantities() == {"TALL-MUG": 3, "GREEN-TEA": 1}


def test_changes_need_post_and_csrf_token(visitor: Shopper) -> None:
    for address in ("/basket/add/", "/basket/update/"):
        page = visitor.get(address)
        assert (page.status_code, page.headers["Allow"]) == (405, "POST")
        assert "This page cannot be opened" in text_of(page)
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 1}).status_code == 403


def test_page_takes_two_statements_however_much_it_holds(visitor: Shopper) -> None:
    for offer in OfferFactory.create_batch(12):
        visitor.choose(offer.sku)

    with statements(exactly=2, on="orders_"):  # the basket, its lines with their offers
        visitor.get("/basket/")


def test_names_are_escaped(visitor: Shopper) -> None:
    shop.put_on_shelf("ODD", name='<b>"Bobby" & Tables</b>', price="1.00")

    page = visitor.choose("ODD").content.decode()

    assert "&lt;b&gt;&quot;Bobby&quot; &amp; Tables&lt;/b&gt;" in page
    assert "<b>" not in page
