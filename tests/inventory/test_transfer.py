"""Import and export of products and stock: preview, errors by row, all or nothing."""

from decimal import Decimal
from io import BytesIO
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from inventory import services
from inventory.models import Product, Reorder, Stock
from inventory.resources import ProductResource
from inventory.selectors import matching_skus
from tests.accounts.factories import client_with
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.orders import published, stock
from tests.storefront.imports import confirm, is_confirmable, preview

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/inventory/product"
STOCK = "/admin/inventory/stock"
HEADER = "sku,name,category,price"


@pytest.fixture(autouse=True)
def _kitchen() -> None:
    CategoryFactory.create(name="Kitchen")


def download(browser: Client, address: str, file_format: str) -> bytes:
    fields = ["sku", "name", "price", "category", "description"]
    data = {"format": file_format, "resource": "0"} | {
        f"productresource_{name}": "on" for name in fields
    }
    return browser.post(f"{address}/export/", data).content


# --- products ------------------------------------------------------------------------------


def test_preview_shows_changes_without_inline_styles(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Tea<pot>", price=Decimal("34.90"))

    page = preview(staff, PRODUCTS, HEADER, "TEAPOT,Tea<pot>,kitchen,29.90")

    assert "<del>34.90</del> <ins>29.90</ins>" in page
    assert "Tea<pot>" in page  # unescaped
    assert "style=" not in page.split('id="import"')[-1]


def test_confirmed_import_adds_and_changes_products(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Teapot", price=Decimal("34.90"))
    rows = ("TALL-MUG,Tall mug,kitchen,12.50", "TEAPOT,Teapot,kitchen,29.90")

    assert "Tall mug" in preview(staff, PRODUCTS, HEADER, *rows)
    assert Product.objects.get().price == Decimal("34.90")
    assert len(published("product_changed")) == 1

    assert "1 new, 1 changed and 0 unchanged rows" in confirm(staff, PRODUCTS)
    assert Product.objects.get(pk="TALL-MUG").slug == "tall-mug"
    assert Product.objects.get(pk="TEAPOT").price == Decimal("29.90")
    assert stock("TALL-MUG") == {}
    changed = [event["sku"] for event in published("product_changed")]
    assert changed == ["TEAPOT", "TALL-MUG", "TEAPOT"]
    assert matching_skus("tall") == ["TALL-MUG"]


@pytest.mark.parametrize(
    "header", ["SKU, Name ,category,price", "sku;name;category;price"], ids=["blanks", "semicolons"]
)
def test_names_of_columns_as_other_programs_write_them(staff: Client, header: str) -> None:
    separator = ";" if ";" in header else ","

    preview(staff, PRODUCTS, header, separator.join(["TALL-MUG", "Tall mug", "kitchen", "12.50"]))
    confirm(staff, PRODUCTS)

    assert Product.objects.get().name == "Tall mug"


def test_import_needs_the_permission_to_add_products() -> None:
    client = client_with("view_product", "change_product", is_staff=True)

    assert client.get(f"{PRODUCTS}/import/").status_code == 403
    assert f"{PRODUCTS}/import/" not in client.get(f"{PRODUCTS}/").text


def test_name_without_latin_letters_gets_the_slug_of_the_sku(staff: Client) -> None:
    preview(staff, PRODUCTS, HEADER, "TEA-POT,急須,kitchen,12.50")
    confirm(staff, PRODUCTS)

    assert Product.objects.get().slug == "tea-pot"


def test_unchanged_rows_publish_nothing(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Teapot", price=Decimal("34.90"))
    page = preview(staff, PRODUCTS, HEADER, "TEAPOT,Teapot,kitchen,34.90")

    assert "0 new, 0 changed and 1 unchanged row" in page
    assert not is_confirmable(page)
    assert len(published("product_changed")) == 1


def test_columns_that_a_file_does_not_have_stay(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Teapot", description="Blue.", status="withdrawn")
    preview(staff, PRODUCTS, "sku,price,status", "TEAPOT,29.90,")
    services.change_product(sku="TEAPOT", name="Big teapot")

    confirm(staff, PRODUCTS)

    product = Product.objects.get()
    assert (product.name, product.description) == ("Big teapot", "Blue.")
    assert (product.price, product.status) == (Decimal("29.90"), "withdrawn")
    assert published("product_changed")[-1]["name"] == "Big teapot"


def test_status_in_a_file_has_the_effects_of_the_status(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=3, status="withdrawn")
    low = ProductFactory.create(sku="TALL-MUG")
    services.draft_reorder(sku=low.sku, available=0, threshold=5, event_id=UUID(int=1))

    preview(staff, PRODUCTS, "sku,status", "TEAPOT,on_sale", "TALL-MUG,withdrawn")
    confirm(staff, PRODUCTS)

    assert [event["sku"] for event in published("stock_replenished")][-1] == "TEAPOT"
    assert Reorder.objects.get().status == Reorder.Status.DISCARDED


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("-MUG,Tall mug,kitchen,12.50", "Use letters, digits and single hyphens"),
        ("TALL-MUG,,kitchen,12.50", "This field cannot be blank."),
        ("TALL-MUG,Tall mug,attic,12.50", "There is no category “attic”."),
        ("TALL-MUG,Tall mug,,12.50", "Enter a category."),
        ("TALL-MUG,Tall mug,kitchen,-1", "greater than or equal to 0"),
        ("TALL-MUG,Tall mug,kitchen,", "This field cannot be null."),
        ("TALL-MUG,Tall\x1b mug,kitchen,1", "Remove line breaks and control characters."),
        ("TALL-MUG,Tall mug,kitchen,cheap", "Enter a number."),
        ("TALL-MUG,Tall mug,kitchen,NaN", "Enter a number."),
        ("CACTUS,Tall mug,kitchen,12.50", "Row 2 has this sku already."),
        ("TALL-MUG,Cactus,kitchen,12.50", "Another product has this slug."),
        ("TEAPOT,Teapot,kitchen,12.50", "The price before the sale must be higher"),
    ],
)
def test_preview_shows_errors_by_row(staff: Client, row: str, message: str) -> None:
    ProductFactory.create(sku="TEAPOT", price=Decimal("9.90"), old_price=Decimal("11.90"))

    page = preview(staff, PRODUCTS, HEADER, "CACTUS,Cactus,kitchen,8.90", row)

    assert "<td>3</td>" in page
    assert message in page
    assert not is_confirmable(page)
    assert Product.objects.get().sku == "TEAPOT"


def test_data_changed_after_preview_imports_nothing(staff: Client) -> None:
    preview(
        staff, PRODUCTS, HEADER, "CACTUS,Cactus,kitchen,8.90", "TALL-MUG,Tall mug,kitchen,12.50"
    )
    ProductFactory.create(sku="OTHER-MUG", slug="tall-mug")

    assert "the data changed after the preview. Nothing was imported" in confirm(staff, PRODUCTS)

    assert [product.sku for product in Product.objects.all()] == ["OTHER-MUG"]


def test_rows_are_checked_without_a_query_for_each(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"MUG-{number},Mug {number},kitchen,1.00" for number in range(1000)]

    with django_assert_max_num_queries(70):
        assert "1,000 new, 0 changed" in preview(staff, PRODUCTS, HEADER, *rows)


def test_description_with_controls_is_not_imported(staff: Client) -> None:
    page = preview(
        staff, PRODUCTS, f"{HEADER},description", "TALL-MUG,Tall mug,kitchen,12.50,a\x1b[1mb"
    )
    assert "not supported" in page
    assert not is_confirmable(page)


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)"])
def test_formulas_are_neutralised_and_restored(staff: Client, text: str) -> None:
    ProductFactory.create(sku="TALL-MUG", name=f"{text} mug", description=text)

    dataset = ProductResource().export()
    assert dataset["name"] == [f"'{text} mug"]
    assert dataset["description"] == [f"'{text}"]

    services.change_product(sku="TALL-MUG", name="Tall mug")
    preview(staff, PRODUCTS, *dataset.export("csv").splitlines())
    confirm(staff, PRODUCTS)
    assert Product.objects.get().name == f"{text} mug"


def test_products_are_exported_as_xlsx(staff: Client) -> None:
    ProductFactory.create(sku="TALL-MUG", name="=1+1", price=Decimal("12.50"))

    sheet = openpyxl.load_workbook(BytesIO(download(staff, PRODUCTS, "1"))).active
    assert sheet is not None
    rows = list(sheet.values)

    assert "TALL-MUG" in rows[1]
    assert "'=1+1" in rows[1]


# --- stock ---------------------------------------------------------------------------------


def test_stock_import_receives_pieces_and_sets_thresholds(staff: Client) -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10, threshold=3)
    preview(staff, STOCK, "sku,received_now,threshold", "TALL-MUG,5,4")
    assert stock("TALL-MUG") == {"available": 10, "received": 10}

    confirm(staff, STOCK)

    assert stock("TALL-MUG") == {"available": 15, "received": 15}
    assert Stock.objects.get().threshold == 4


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("BLUE-MUG,5,4", "There is no product with this SKU."),
        ("TALL-MUG,many,4", "Enter a whole number."),
        ("TALL-MUG,5.5,4", "Enter a whole number."),
        ("TALL-MUG,-5,4", "Enter a quantity from 1 to 100,000."),
        ("TALL-MUG,5,", "Enter a whole number."),
        ("TALL-MUG,5,-1", "greater than or equal to 0"),
    ],
)
def test_stock_import_shows_errors(staff: Client, row: str, message: str) -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)

    page = preview(staff, STOCK, "sku,received_now,threshold", row)

    assert message in page
    assert stock("TALL-MUG") == {"available": 10, "received": 10}


def test_stock_import_reports_low_products_and_closes_reorders(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", pieces=10, threshold=3)
    mug = ProductFactory.create(sku="TALL-MUG", pieces=1)
    services.draft_reorder(sku=mug.sku, available=1, threshold=5, event_id=UUID(int=1))
    services.mark_ordered(reorder_id=Reorder.objects.get().pk)

    preview(staff, STOCK, "sku,threshold,received_now", "TEAPOT,10,", "TALL-MUG,5,20")
    confirm(staff, STOCK)

    assert [event["sku"] for event in published("stock_low")][-1] == "TEAPOT"
    assert Reorder.objects.get(product=mug).status == Reorder.Status.RECEIVED
