"""The basket: filling it, changing it, and what it says when that cannot be."""

from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from inventory.services import change_product, withdraw_product
from orders.basket import MOST_PIECES, MOST_PRODUCTS
from orders.offers import forget_offers
from tests.orders import shop
from tests.orders.conftest import Grant
from tests.orders.factories import OfferFactory
from tests.orders.pages.statements import statements
from tests.orders.pages.visitor import Visitor, text_of, value_of
from tests.orders.shop import committed
from tests.orders.vouchers import off

pytestmark = pytest.mark.usefixtures("goods")

NOT_A_QUANTITY = ["0", "-1", "1000000000", "1" * 5000, "two", "1.5", "", " ", "1e2", "²"]


def test_an_empty_basket_says_so_and_stores_nothing(visitor: Visitor) -> None:
    page = visitor.get("/basket/")

    assert "Your basket is empty" in text_of(page)
    assert not visitor.client.cookies


def test_an_empty_basket_shows_what_others_have_bought(visitor: Visitor) -> None:
    assert "What others have bought" not in text_of(visitor.get("/basket/"))
    with committed():
        shop.buy({"GREEN-TEA": 2, "TEAPOT": 1})

    page = visitor.get("/basket/")
    assert "What others have bought 📦 Green tea €3.33 📦 Teapot €48.50" in text_of(page)
    assert '<a href="/products/green-tea/">' in page.content.decode()
    assert "What others" not in text_of(visitor.choose("TALL-MUG"))


def test_what_is_chosen_lies_in_the_basket_with_its_price(visitor: Visitor) -> None:
    page = visitor.choose("TALL-MUG", 2)

    text = text_of(page)
    assert "Now in your basket: 2 \N{MULTIPLICATION SIGN} Tall mug." in text
    assert "€12.00 each" in text
    assert "Goods €24.00" in text
    assert "Delivery €4.90" in text
    assert "Total €28.90" in text
    assert "€26.00 more, and delivery is free." in text
    assert '<span class="count">2<' in page.content.decode()


def test_choosing_it_again_adds_to_it(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG", 2)
    visitor.choose("TALL-MUG")

    assert visitor.quantities() == {"TALL-MUG": 3}


def test_where_delivery_is_free_already_nobody_is_told_what_is_missing(
    visitor: Visitor, grant: Grant
) -> None:
    grant(off("4.90", "shipping"))
    page = visitor.choose("TALL-MUG", 2)

    assert "4.90 off" in text_of(page)
    assert "more, and delivery is free" not in text_of(page)


def test_from_fifty_on_delivery_is_free(visitor: Visitor) -> None:
    page = visitor.choose("TEAPOT", 2)

    assert "Delivery free" in text_of(page)
    assert "more, and delivery is free" not in text_of(page)


@pytest.mark.parametrize("quantity", NOT_A_QUANTITY)
def test_what_is_not_a_quantity_is_not_put_in(visitor: Visitor, quantity: str) -> None:
    visitor.choose("GREEN-TEA")

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": quantity})

    assert page.status_code == 422
    assert "Give a whole number from 1 to 99." in text_of(page)
    assert visitor.quantities() == {"GREEN-TEA": 1}


@pytest.mark.parametrize(
    ("quantity", "why"), [("1000", "Give a whole number"), ("2", "at most 99")]
)
def test_what_could_not_be_put_in_waits_to_be_corrected(
    visitor: Visitor, quantity: str, why: str
) -> None:
    visitor.choose("TALL-MUG", 98)

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": quantity})

    again = page.content.decode().partition('id="again"')[2].partition("</form>")[0]
    assert f'value="{quantity}"' in again
    assert why in again
    assert "Tall mug" in again
    fields = {"sku": "TALL-MUG", "quantity": "1"}
    assert 'name="sku" value="TALL-MUG"' in again
    visitor.follow(visitor.post("/basket/add/", fields))
    assert visitor.quantities() == {"TALL-MUG": 99}


@pytest.mark.parametrize("sku", ["", "PERPETUUM-MOBILE", "A" * 41, "TALL-MUG\x00", "' OR 1=1 --"])
def test_what_nobody_sells_is_not_put_in(visitor: Visitor, sku: str) -> None:
    page = visitor.post("/basket/add/", {"sku": sku, "quantity": 1})

    assert page.status_code == 422
    assert "We do not sell this product" in text_of(page)
    assert visitor.quantities() == {}


def test_half_a_character_is_nothing_that_anybody_sells(visitor: Visitor) -> None:
    fields = {"sku": "\\ud800", "quantity": "1"}
    part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(*field) for field in fields.items()) + "--x--\r\n"
    kind = "multipart/form-data; boundary=x; charset=raw_unicode_escape"

    page = visitor.client.post("/basket/add/", body.encode(), content_type=kind)

    assert page.status_code == 422


def test_what_is_withdrawn_is_not_put_in(visitor: Visitor) -> None:
    withdraw_product(sku="TALL-MUG")

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 1})

    assert page.status_code == 422
    assert "We do not sell this product. Choose another one." in text_of(page)


def test_there_is_a_limit_for_each_product(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG", MOST_PIECES - 1)

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 2})

    assert page.status_code == 422
    assert "at most 99 of one product; 98 of it are in your basket already" in text_of(page)
    assert visitor.quantities() == {"TALL-MUG": MOST_PIECES - 1}


def test_there_is_a_limit_for_the_number_of_products(visitor: Visitor) -> None:
    for offer in OfferFactory.create_batch(MOST_PRODUCTS):
        visitor.choose(offer.sku)

    page = visitor.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 1})

    assert page.status_code == 422
    assert "Your basket holds 50 different products" in text_of(page)
    assert "TALL-MUG" not in visitor.quantities()


def test_quantities_are_changed_together_and_nought_removes(visitor: Visitor) -> None:
    for sku in ("TALL-MUG", "GREEN-TEA", "TEAPOT"):
        visitor.choose(sku)

    changed = {"sku": ["TALL-MUG", "GREEN-TEA", "TEAPOT"], "quantity": ["5", "0", "1"]}
    visitor.follow(visitor.post("/basket/update/", changed))

    assert visitor.quantities() == {"TALL-MUG": 5, "TEAPOT": 1}


def test_a_line_has_a_button_of_its_own_that_removes_it(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    visitor.choose("GREEN-TEA")

    changed = {"sku": ["TALL-MUG", "GREEN-TEA"], "quantity": ["7", "7"], "remove": "TALL-MUG"}
    visitor.follow(visitor.post("/basket/update/", changed))

    assert visitor.quantities() == {"GREEN-TEA": 7}


def test_what_cannot_be_changed_keeps_no_line_from_being_removed(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    visitor.choose("GREEN-TEA")

    changed = {"sku": ["TALL-MUG", "GREEN-TEA"], "quantity": ["x", "7"], "remove": "TALL-MUG"}
    visitor.follow(visitor.post("/basket/update/", changed))

    assert visitor.quantities() == {"GREEN-TEA": 1}


def test_what_was_typed_goes_along_to_the_checkout(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")

    changed = {"sku": "TALL-MUG", "quantity": "3", "checkout": "1"}
    answer = visitor.post("/basket/update/", changed)

    assert answer.headers["Location"] == "/checkout/"
    assert visitor.quantities() == {"TALL-MUG": 3}


@pytest.mark.parametrize("quantity", sorted({*NOT_A_QUANTITY, "100"} - {"0"}))
def test_a_wrong_quantity_changes_nothing_and_stays_to_be_corrected(
    visitor: Visitor, quantity: str
) -> None:
    visitor.choose("TALL-MUG", 2)
    visitor.choose("GREEN-TEA", 2)

    changed = {"sku": ["TALL-MUG", "GREEN-TEA"], "quantity": ["5", quantity]}
    page = visitor.post("/basket/update/", changed)

    assert page.status_code == 422
    assert "Nothing has been changed." in text_of(page)
    assert visitor.quantities() == {"TALL-MUG": 2, "GREEN-TEA": 2}
    second = page.content.decode().partition('id="quantity-2"')[2]
    assert f'value="{quantity}"' in second.partition(">")[0]
    assert 'aria-invalid="true"' in second.partition(">")[0]


def test_a_quantity_without_its_product_changes_nothing(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG", 2)

    page = visitor.post("/basket/update/", {"quantity": "5"})

    assert page.status_code == 422
    assert visitor.quantities() == {"TALL-MUG": 2}


def test_what_was_removed_in_another_tab_does_not_come_back(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")

    visitor.follow(visitor.post("/basket/update/", {"sku": "GREEN-TEA", "quantity": "3"}))

    assert visitor.quantities() == {"TALL-MUG": 1}


def test_a_product_that_is_withdrawn_while_it_waits_is_left_out(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    visitor.choose("GREEN-TEA")
    with committed():
        withdraw_product(sku="TALL-MUG")

    text = text_of(visitor.get("/basket/"))

    assert "Tall mug is not on sale any more. It is left out of the sum." in text
    assert "Goods €3.33" in text


def test_a_basket_of_withdrawn_products_leads_nowhere(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    with committed():
        withdraw_product(sku="TALL-MUG")

    assert "/checkout/" not in visitor.get("/basket/").content.decode()


def test_a_price_that_changes_while_it_waits_is_shown_with_the_old_one(visitor: Visitor) -> None:
    visitor.choose("TALL-MUG")
    with committed():
        change_product(sku="TALL-MUG", price=Decimal("13.50"))

    text = text_of(visitor.get("/basket/"))

    assert "€13.50 each, it was €12.00 when you chose it" in text
    assert "Goods €13.50" in text


def test_a_price_that_staff_change_in_the_admin_is_found_in_a_waiting_basket(
    visitor: Visitor, admin_client: Client
) -> None:
    visitor.choose("TALL-MUG", 2)

    page = admin_client.get("/admin/inventory/product/TALL-MUG/change/")
    form = page.context["adminform"].form
    filled_in = {name: form[name].value() or "" for name in form.fields}
    with committed():
        saved = admin_client.post(
            "/admin/inventory/product/TALL-MUG/change/", {**filled_in, "price": "13.50"}
        )

    assert saved.headers["Location"] == "/admin/inventory/product/"
    text = text_of(visitor.get("/basket/"))
    assert "€13.50 each, it was €12.00 when you chose it" in text
    assert "Goods €27.00" in text


def test_the_basket_stays_when_its_owner_logs_in_and_goes_when_they_log_out(
    visitor: Visitor, ada: User
) -> None:
    visitor.choose("TALL-MUG", 3)

    visitor.client.force_login(ada)
    assert visitor.quantities() == {"TALL-MUG": 3}

    visitor.client.logout()
    assert visitor.quantities() == {}


def test_what_changes_the_basket_is_posted_with_a_token(visitor: Visitor) -> None:
    for address in ("/basket/add/", "/basket/update/"):
        page = visitor.get(address)
        assert (page.status_code, page.headers["Allow"]) == (405, "POST")
        assert "This address is for a form" in text_of(page)
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/basket/add/", {"sku": "TALL-MUG", "quantity": 1}).status_code == 403


def test_the_page_is_nobody_elses(visitor: Visitor) -> None:
    assert "no-store" in visitor.get("/basket/").headers["Cache-Control"]


def test_the_page_costs_one_statement_however_much_it_holds_and_then_none(
    visitor: Visitor,
) -> None:
    for offer in OfferFactory.create_batch(12):
        visitor.choose(offer.sku)
    forget_offers()

    with statements() as asked:
        visitor.get("/basket/")
    assert len(asked) == 1, asked  # the offers; the session comes from the cache

    with statements() as asked_again:
        visitor.get("/basket/")
    assert not asked_again


def test_names_are_shown_as_they_are(visitor: Visitor) -> None:
    shop.put_on_shelf("ODD", name='<b>"Bobby" & Tables</b>', price="1.00")

    page = visitor.choose("ODD").content.decode()

    assert "&lt;b&gt;&quot;Bobby&quot; &amp; Tables&lt;/b&gt;" in page
    assert "<b>" not in page


def test_the_quantity_of_a_line_is_in_its_field(visitor: Visitor) -> None:
    assert value_of(visitor.choose("TALL-MUG", 4), "quantity") == "4"
