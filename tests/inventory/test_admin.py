"""The admin: every write goes through the services, and lists cost no more when they grow."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from inventory.models import Category, Movement, Product, Reorder, Stock
from tests.inventory.factories import (
    CategoryFactory,
    MovementFactory,
    ProductFactory,
    ReorderFactory,
)
from tests.inventory.shelves import announced, stock

pytestmark = pytest.mark.django_db

ADMIN = "/admin/inventory"


@pytest.fixture
def sam(client: Client) -> Client:
    """A browser in which a member of the staff is logged in."""
    client.force_login(User.objects.create_superuser("sam@example.com"))
    return client


@pytest.fixture
def mug() -> str:
    ProductFactory.create(sku="TALL-MUG", name="Tall mug", price=Decimal("12.50"), pieces=10)
    return "TALL-MUG"


def product_form(**changes: object) -> dict[str, object]:
    return {
        "sku": "TALL-MUG",
        "slug": "tall-mug",
        "name": "Tall mug",
        "category": CategoryFactory.create().pk,
        "price": "12.50",
        "emoji": "☕",
        "description": "",
        **changes,
    }


def stock_form(**changes: object) -> dict[str, object]:
    return {"threshold": 3, "received_now": "", "difference": "", "reason": "", **changes}


def act(browser: Client, model: str, action: str, *keys: object, **more: object) -> str:
    """Choose an action for these rows; what the admin says to that."""
    response = browser.post(
        f"{ADMIN}/{model}/",
        {"action": action, "_selected_action": [str(key) for key in keys], **more},
        follow=True,
    )
    return response.text


# --- goods ---------------------------------------------------------------------------------


def test_a_product_is_added_with_its_stock_and_announced(sam: Client) -> None:
    sam.post(f"{ADMIN}/product/add/", product_form())

    assert Product.objects.get().name == "Tall mug"
    assert stock("TALL-MUG") == {}
    assert [said["sku"] for said in announced("product_changed")] == ["TALL-MUG"]


def test_a_new_price_is_announced(sam: Client, mug: str) -> None:
    sam.post(f"{ADMIN}/product/{mug}/change/", product_form(price="14.00"))

    assert announced("product_changed")[-1]["price"] == "14.00"
    assert Product.objects.get().price == Decimal("14.00")


def test_saving_a_product_as_it_is_announces_nothing(sam: Client, mug: str) -> None:
    sam.post(f"{ADMIN}/product/{mug}/change/", product_form(emoji="📦"))

    assert len(announced("product_changed")) == 1


def test_the_sku_and_the_address_of_a_product_stay(sam: Client, mug: str) -> None:
    sam.post(f"{ADMIN}/product/{mug}/change/", product_form(sku="MUG", slug="mug", name="Mug"))

    product = Product.objects.get()
    assert (product.sku, product.slug, product.name) == ("TALL-MUG", "tall-mug", "Mug")


def test_what_makes_no_sense_is_told_beside_its_field(sam: Client, mug: str) -> None:
    page = sam.post(f"{ADMIN}/product/{mug}/change/", product_form(price="much")).text

    assert "Enter a number." in page
    assert Product.objects.get().price == Decimal("12.50")


def test_products_are_withdrawn_and_put_back(sam: Client, mug: str) -> None:
    assert "No longer sold." in act(sam, "product", "withdraw", mug)
    assert not Product.objects.get().on_sale

    assert "They are on sale." in act(sam, "product", "put_back_on_sale", mug)
    assert [said["on_sale"] for said in announced("product_changed")] == [True, False, True]


def test_the_admin_of_a_product_leads_to_its_page(sam: Client, mug: str) -> None:
    page = sam.get(f"{ADMIN}/product/{mug}/change/").text
    link = re.search(r'<a href="([^"]+)" class="viewsitelink"', page)

    assert link
    assert sam.get(link[1]).headers["Location"].endswith("/products/tall-mug/")


@pytest.mark.parametrize("model", ["category", "product", "stock", "movement", "reorder"])
def test_nothing_is_ever_deleted(sam: Client, mug: str, model: str) -> None:
    reorder = ReorderFactory.create(product_id=mug, product=None)
    keys = {
        "category": Category.objects.get().pk,
        "product": mug,
        "stock": mug,
        "movement": Movement.objects.earliest("id").pk,
        "reorder": reorder.pk,
    }

    assert sam.post(f"{ADMIN}/{model}/{keys[model]}/delete/").status_code == 403


def test_a_shelf_is_added_and_renamed(sam: Client) -> None:
    sam.post(f"{ADMIN}/category/add/", {"name": "Attic", "slug": "attic", "hue": 60, "position": 1})
    shelf = Category.objects.get()

    sam.post(
        f"{ADMIN}/category/{shelf.pk}/change/",
        {"name": "Loft", "slug": "attic", "hue": 90, "position": 1},
    )

    shelf.refresh_from_db()
    assert (shelf.name, shelf.hue) == ("Loft", 90)


# --- stock ---------------------------------------------------------------------------------


def test_pieces_come_to_several_products_at_once(sam: Client, mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=1)

    page = act(sam, "stock", "receive", mug, "TEAPOT", quantity=5)

    assert "On the shelf now, of each: 5 more." in page
    assert stock(mug) == {"available": 15, "received": 15}
    assert stock("TEAPOT") == {"available": 6, "received": 6}


@pytest.mark.parametrize(
    ("quantity", "complaint"),
    [("", "Say how many pieces of each have come."), ("100001", "less than or equal to 100000")],
)
def test_a_delivery_says_how_many(sam: Client, mug: str, quantity: str, complaint: str) -> None:
    assert complaint in act(sam, "stock", "receive", mug, quantity=quantity)
    assert stock(mug) == {"available": 10, "received": 10}


def test_a_count_a_delivery_and_a_threshold_in_one_form(sam: Client, mug: str) -> None:
    sam.post(
        f"{ADMIN}/stock/{mug}/change/",
        stock_form(threshold=6, received_now=5, difference=-2, reason="counted"),
    )

    assert stock(mug) == {"available": 13, "received": 15, "lost": 2}
    assert Stock.objects.get().threshold == 6
    ledger = Movement.objects.order_by("id").values_list("cause", "quantity", "note")
    assert list(ledger)[1:] == [("received", 5, "counted"), ("adjusted", -2, "counted")]


def test_a_form_in_which_nothing_happened_moves_nothing(sam: Client, mug: str) -> None:
    sam.post(f"{ADMIN}/stock/{mug}/change/", stock_form())

    assert Movement.objects.count() == 1
    assert len(announced("product_changed")) == 1


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"difference": -11, "reason": "stolen"}, "Only 10 are there to be lost."),
        ({"difference": 2}, "Say why: whoever reads the ledger will ask."),
        ({"received_now": -1}, "greater than or equal to 1"),
        ({"difference": "many"}, "Enter a whole number."),
    ],
)
def test_a_count_that_cannot_be_is_told_beside_its_field(
    sam: Client, mug: str, said: dict[str, object], complaint: str
) -> None:
    assert complaint in sam.post(f"{ADMIN}/stock/{mug}/change/", stock_form(**said)).text
    assert stock(mug) == {"available": 10, "received": 10}


def test_a_loss_of_what_was_ordered_meanwhile_is_told(
    sam: Client, mug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the form's own look and the move, somebody buys nine."""
    monkeypatch.setattr("inventory.forms.StockForm.clean", lambda form: form.cleaned_data)

    page = sam.post(
        f"{ADMIN}/stock/{mug}/change/", stock_form(difference=-11, reason="lost"), follow=True
    ).text

    assert "Not adjusted, TALL-MUG: 11 wanted, 10 there." in page
    assert stock(mug) == {"available": 10, "received": 10}


def test_what_is_scarce_can_be_listed(sam: Client, mug: str) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=2)
    ProductFactory.create(sku="OLD-KEY", pieces=0)
    ProductFactory.create(sku="DISCO-BALL", pieces=0, on_sale=False)

    page = sam.get(f"{ADMIN}/stock/?scarce=yes").text

    assert "2 stock" in page
    assert "Teapot" in page
    assert "Old key" in page


@pytest.mark.parametrize("model", ["movement", "reorder", "stock"])
def test_what_the_shop_writes_itself_cannot_be_added(sam: Client, model: str) -> None:
    assert sam.get(f"{ADMIN}/{model}/add/").status_code == 403


def test_the_ledger_is_read_only(sam: Client, mug: str) -> None:
    movement = Movement.objects.get()

    assert sam.get(f"{ADMIN}/movement/{movement.pk}/change/").status_code == 200
    assert sam.post(f"{ADMIN}/movement/{movement.pk}/change/", {"quantity": 5}).status_code == 403


def test_a_reorder_is_marked_as_ordered(sam: Client) -> None:
    reorder = ReorderFactory.create()

    assert "1 marked as ordered." in act(sam, "reorder", "mark_ordered", reorder.pk)
    assert "0 marked as ordered." in act(sam, "reorder", "mark_ordered", reorder.pk)
    assert Reorder.objects.get().status == "ordered"


# --- lists ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("product/?q=tall", "1 product"),
        ("product/?q=nothing", "0 products"),
        ("product/?on_sale__exact=1", "1 product"),
        ("stock/?q=TALL-MUG", "1 stock"),
        ("movement/?q=tall", "1 movement"),
        ("movement/?q=%27;--", "0 movements"),
        ("movement/?cause__exact=received", "1 movement"),
        ("reorder/?status__exact=draft", "0 reorders"),
        ("category/?q=kitch", "1 category"),
    ],
)
def test_lists_can_be_searched_and_filtered(
    sam: Client, mug: str, address: str, found: str
) -> None:
    assert found in sam.get(f"{ADMIN}/{address}").text


@pytest.mark.parametrize("model", ["category", "product", "stock", "movement", "reorder"])
def test_a_longer_list_costs_no_more_statements(sam: Client, model: str) -> None:
    def one_more() -> None:
        product = ProductFactory.create(
            category=CategoryFactory.create(name=f"Shelf {Category.objects.count()}")
        )
        MovementFactory.create(product=product)
        ReorderFactory.create(product=product)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert sam.get(f"{ADMIN}/{model}/").status_code == 200
        return len(captured)

    one_more()
    one_more()
    few = statements()
    for _ in range(8):
        one_more()

    assert statements() == few
