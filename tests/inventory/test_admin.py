"""The admin: every write calls a service; no form overwrites what its user has not seen."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import OperationalError
from django.test import Client

from inventory import services
from inventory.models import Category, Movement, Product, Reorder, Stock
from tests.counting import statements_of
from tests.inventory.factories import (
    CategoryFactory,
    MovementFactory,
    ProductFactory,
    ReorderFactory,
)
from tests.inventory.orders import place, published, stock

pytestmark = pytest.mark.django_db

ADMIN = "/admin/inventory"
MUG = f"{ADMIN}/product/TALL-MUG/change/"
STOCK = f"{ADMIN}/stock/TALL-MUG/change/"
INPUT = re.compile(r'<(?:input|textarea)[^>]* name="(\w+)"[^>]*?(?: value="([^"]*)")?[^>]*>')
SELECTED = re.compile(r'<select name="(\w+)".*?<option value="(\w*)" selected', re.DOTALL)


def opened(browser: Client, address: str) -> dict[str, str]:
    """Open a form and return the values that it would submit."""
    page = browser.get(address).text.split('id="content-main"')[1]
    fields = {name: unescape(value) for name, value in INPUT.findall(page)}
    fields |= dict(SELECTED.findall(page))
    return {name: value for name, value in fields.items() if not name.startswith("_")}


def submit(browser: Client, address: str, **changes: object) -> str:
    """Open a form, change some of its values, submit it and return the page that follows."""
    fields = {**opened(browser, address), **changes}
    return unescape(browser.post(address, fields, follow=True).text)


def hidden_field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def act(browser: Client, model: str, action: str, *keys: object, **more: object) -> str:
    """Choose an action for these rows and return the page that follows."""
    response = browser.post(
        f"{ADMIN}/{model}/",
        {"action": action, "_selected_action": [str(key) for key in keys], **more},
        follow=True,
    )
    return response.text


# --- products ------------------------------------------------------------------------------


def add_mug(staff: Client, **fields: object) -> None:
    submit(
        staff,
        f"{ADMIN}/product/add/",
        sku="TALL-MUG",
        slug="tall-mug",
        name="Tall mug",
        category=CategoryFactory.create().pk,
        price="12.50",
        **fields,
    )


def test_product_is_added_with_its_first_stock(staff: Client) -> None:
    add_mug(staff, pieces=10, threshold=2)

    assert Product.objects.get().name == "Tall mug"
    assert stock("TALL-MUG") == {"available": 10, "received": 10}
    assert Stock.objects.get().threshold == 2
    assert [event["sku"] for event in published("product_changed")] == ["TALL-MUG"]


def test_product_can_be_added_as_a_draft(staff: Client) -> None:
    add_mug(staff, status="draft")

    assert Product.objects.get().status == "draft"


def test_unchanged_product_is_not_published(staff: Client, mug: str) -> None:
    submit(staff, MUG)

    assert len(published("product_changed")) == 1


def test_sku_and_slug_cannot_change(staff: Client, mug: str) -> None:
    submit(staff, MUG, sku="MUG", slug="mug", name="Mug", price="14.00")

    changed = Product.objects.values_list("sku", "slug", "name", "price").get()
    assert changed == ("TALL-MUG", "tall-mug", "Mug", Decimal("14.00"))
    assert published("product_changed")[-1]["price"] == "14.00"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"price": "much"}, "Enter a number."),
        ({"old_price": "1.00"}, "must be higher than the price"),
        ({"name": "Tall\x1b mug"}, "This text contains a character that is not supported."),
        ({"emoji": "\u200b"}, "Enter at least one visible character."),
    ],
    ids=["price", "old price", "name", "emoji"],
)
def test_product_form_shows_errors(
    staff: Client, mug: str, changes: dict[str, str], message: str
) -> None:
    assert message in submit(staff, MUG, **changes)
    assert Product.objects.get().price == Decimal("12.50")


def test_products_are_withdrawn_and_put_on_sale(staff: Client, mug: str) -> None:
    assert "The selected products are withdrawn." in act(staff, "product", "withdraw", mug)
    assert not Product.objects.get().on_sale

    assert "The selected products are on sale." in act(staff, "product", "put_on_sale", mug)
    assert [event["on_sale"] for event in published("product_changed")] == [True, False, True]


def test_all_chosen_products_are_withdrawn_or_none(
    staff: Client, mug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pot, withdraw_product = ProductFactory.create(sku="TEAPOT").pk, services.withdraw_product

    def withdraw(*, sku: str) -> Product:
        if sku == pot:
            raise OperationalError("database is locked")
        return withdraw_product(sku=sku)

    monkeypatch.setattr(services, "withdraw_product", withdraw)
    page = act(staff, "product", "withdraw", pot, mug)

    assert "Nothing has changed" in page
    assert Product.objects.get(pk=mug).on_sale


def test_category_is_added_and_renamed(staff: Client) -> None:
    submit(staff, f"{ADMIN}/category/add/", name="Attic", slug="attic", hue=60, position=1)
    category = Category.objects.get()

    submit(staff, f"{ADMIN}/category/{category.pk}/change/", name="Loft", hue=90)

    category.refresh_from_db()
    assert (category.name, category.hue) == ("Loft", 90)


# --- optimistic locking --------------------------------------------------------------------


def test_form_does_not_overwrite_a_newer_price(staff: Client, mug: str) -> None:
    form = opened(staff, MUG)
    services.change_product(sku=mug, price=Decimal("14.00"))

    refused = staff.post(MUG, {**form, "description": "Holds half a litre."}).text

    assert "Another user changed this to “14.00” after you opened the form." in unescape(refused)
    assert Product.objects.values_list("price", "description").get() == (Decimal("14.00"), "")
    staff.post(MUG, {**form, "price": "15.00", "shown": hidden_field(refused, "shown")})
    assert Product.objects.get().price == Decimal("15.00")


def test_stock_form_does_not_overwrite_a_newer_threshold(staff: Client, mug: str) -> None:
    form = opened(staff, STOCK)
    services.set_threshold(sku=mug, threshold=8)

    staff.post(STOCK, {**form, "received_now": 5})

    assert Stock.objects.get().threshold == 8
    assert stock(mug) == {"available": 10, "received": 10}


def test_stock_form_ignores_orders_placed_meanwhile(staff: Client, mug: str) -> None:
    form = opened(staff, STOCK)
    place({mug: 1})

    staff.post(STOCK, {**form, "received_now": 5})

    assert stock(mug) == {"available": 14, "reserved": 1, "received": 15}


def test_category_form_does_not_overwrite_a_newer_name(staff: Client) -> None:
    category = CategoryFactory.create(name="Attic")
    address = f"{ADMIN}/category/{category.pk}/change/"
    form = opened(staff, address)
    category.name = "Loft"
    services.save_category(category=category)

    staff.post(address, {**form, "hue": 90})

    assert Category.objects.values_list("name", "hue").get() == ("Loft", 30)


# --- stock ---------------------------------------------------------------------------------


def test_pieces_of_several_products_are_received_once(staff: Client, mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=1)
    submission = hidden_field(staff.get(f"{ADMIN}/stock/").text, "submission")

    for _ in range(2):
        page = act(staff, "stock", "receive", mug, "TEAPOT", quantity=5, submission=submission)

    assert "Received 5 pieces of each." in page
    assert stock(mug) == {"available": 15, "received": 15}
    assert stock("TEAPOT") == {"available": 6, "received": 6}


@pytest.mark.parametrize(
    ("quantity", "message"),
    [
        ("", "Enter a quantity from 1 to 100,000."),
        ("-1", "Enter a quantity from 1 to 100,000."),
        ("100001", "Enter a quantity from 1 to 100,000."),
        ("many", "Enter a quantity from 1 to 100,000."),
        ("1.5", "Enter a quantity from 1 to 100,000."),
    ],
)
def test_receiving_needs_a_quantity(staff: Client, mug: str, quantity: str, message: str) -> None:
    assert message in act(staff, "stock", "receive", mug, quantity=quantity)
    assert stock(mug) == {"available": 10, "received": 10}


def test_stock_form_takes_delivery_count_and_threshold_once(staff: Client, mug: str) -> None:
    changes = {"threshold": 6, "received_now": 5, "difference": -2, "reason": "counted"}
    form = {**opened(staff, STOCK), **changes}

    for _ in range(2):
        staff.post(STOCK, form)

    assert stock(mug) == {"available": 13, "received": 15, "lost": 2}
    assert Stock.objects.get().threshold == 6
    ledger = Movement.objects.order_by("id").values_list("cause", "quantity", "note")
    assert list(ledger)[1:] == [("received", 5, "counted"), ("adjusted", -2, "counted")]


def test_message_about_a_saved_stock_shows_its_pieces(staff: Client, mug: str) -> None:
    assert "TALL-MUG: 15 available” was changed" in re.sub(
        "<[^>]+>", "", submit(staff, STOCK, received_now=5)
    )


@pytest.mark.parametrize("other", [{"received_now": 6}, {"difference": -1, "reason": "lost"}])
def test_stock_form_that_is_reused_is_refused(
    staff: Client, mug: str, other: dict[str, object]
) -> None:
    form = {**opened(staff, STOCK), "received_now": 5}
    staff.post(STOCK, form)

    assert "This form moved pieces before." in staff.post(STOCK, {**form, **other}).text
    assert stock(mug) == {"available": 15, "received": 15}


def test_list_that_received_other_pieces_before_is_refused(staff: Client, mug: str) -> None:
    submission = hidden_field(staff.get(f"{ADMIN}/stock/").text, "submission")
    act(staff, "stock", "receive", mug, quantity=5, submission=submission)

    page = act(staff, "stock", "receive", mug, quantity=6, submission=submission)

    assert "This list received other pieces before." in page
    assert stock(mug) == {"available": 15, "received": 15}


def test_loss_of_all_pieces_that_is_sent_twice_is_not_refused(staff: Client, mug: str) -> None:
    form = {**opened(staff, STOCK), "difference": -10, "reason": "stolen"}

    answers = [staff.post(STOCK, form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert stock(mug) == {"received": 10, "lost": 10}


def test_unchanged_stock_form_moves_nothing(staff: Client, mug: str) -> None:
    submit(staff, STOCK)

    assert Movement.objects.count() == 1
    assert len(published("product_changed")) == 1


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"difference": -11, "reason": "stolen"}, "Only 10 pieces are available."),
        ({"difference": 2}, "Enter a reason for the difference."),
        ({"received_now": -1}, "greater than or equal to 1"),
        ({"difference": "many"}, "Enter a whole number."),
        (
            {"difference": 1, "reason": "a\x1bb"},
            "This text contains a character that is not supported.",
        ),
        ({"submission": "again"}, "Enter a valid UUID."),
    ],
    ids=str,
)
def test_stock_form_shows_errors(
    staff: Client, mug: str, changes: dict[str, object], message: str
) -> None:
    page = submit(staff, STOCK, **changes)

    assert message in page
    assert stock(mug) == {"available": 10, "received": 10}


def test_order_between_check_and_adjustment_is_reported(
    staff: Client, mug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inventory.forms.StockForm.clean", lambda form: form.cleaned_data)

    page = submit(staff, STOCK, difference=-11, reason="lost")

    assert "Not adjusted. Not enough stock: TALL-MUG (10 available)." in page
    assert stock(mug) == {"available": 10, "received": 10}


def test_low_stock_can_be_listed(staff: Client, mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=2)
    ProductFactory.create(sku="OLD-KEY", pieces=0)
    ProductFactory.create(sku="DISCO-BALL", pieces=0, on_sale=False)

    page = staff.get(f"{ADMIN}/stock/?low=yes").text

    assert "2 stock" in page
    assert "Teapot" in page
    assert "Old key" in page


def test_reorder_is_marked_as_ordered(staff: Client) -> None:
    reorder = ReorderFactory.create()

    assert "1 marked as ordered." in act(staff, "reorder", "mark_ordered", reorder.pk)
    assert "0 marked as ordered." in act(staff, "reorder", "mark_ordered", reorder.pk)
    assert Reorder.objects.get().status == "ordered"


# --- lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("product/?q=tall", "1 product"),
        ("product/?q=nothing", "0 products"),
        ("product/?status__exact=on_sale", "1 product"),
        ("stock/?q=TALL-MUG", "1 stock"),
        ("movement/?q=tall", "1 movement"),
        ("movement/?q=%27;--", "0 movements"),
        ("movement/?cause__exact=received", "1 movement"),
        ("reorder/?status__exact=draft", "0 reorders"),
        ("category/?q=kitch", "1 category"),
    ],
)
def test_lists_can_be_searched_and_filtered(
    staff: Client, mug: str, address: str, found: str
) -> None:
    assert found in staff.get(f"{ADMIN}/{address}").text


@pytest.mark.parametrize(
    "address",
    [
        "product/?price=-Infinity",
        "product/?category=-Infinity",
        "product/?status__exact=%00",
        "product/?_to_field=price",
        "stock/?product__category__id__exact=1e5",
        "movement/?at__year=99999999999",
        f"reorder/{'9' * 400}/change/",
        "stock/%00/change/",
    ],
)
def test_malformed_admin_address_is_no_server_error(staff: Client, mug: str, address: str) -> None:
    assert staff.get(f"{ADMIN}/{address}", follow=True).status_code < 500


@pytest.mark.parametrize("key", ["-Infinity", "\x00", "9" * 400, "0190" * 8])
@pytest.mark.parametrize(
    ("model", "action"),
    [("product", "withdraw"), ("stock", "receive"), ("reorder", "mark_ordered")],
)
def test_malformed_selection_is_no_server_error(
    staff: Client, mug: str, model: str, action: str, key: str
) -> None:
    act(staff, model, action, key, quantity=1)


@pytest.mark.parametrize("model", ["category", "product", "stock", "movement", "reorder"])
def test_longer_list_needs_no_more_statements(staff: Client, model: str) -> None:
    def add_rows(number: int) -> None:
        for _ in range(number):
            category = CategoryFactory.create(name=f"Shelf {Category.objects.count()}")
            product = ProductFactory.create(category=category)
            MovementFactory.create(product=product)
            ReorderFactory.create(product=product)

    add_rows(2)
    few = statements_of(staff, f"{ADMIN}/{model}/")
    add_rows(8)

    assert statements_of(staff, f"{ADMIN}/{model}/") == few
