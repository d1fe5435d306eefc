"""Import and export of products and stock: preview, errors by row, all or nothing."""

import re
from decimal import Decimal
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from inventory import services
from inventory.models import Product, Stock
from inventory.resources import ProductResource
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.orders import published, stock

pytestmark = pytest.mark.django_db

PRODUCTS = "/admin/inventory/product"
STOCK = "/admin/inventory/stock"
HEADER = "sku,name,category,price"


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("sam@example.com"))
    return client


@pytest.fixture(autouse=True)
def _kitchen() -> None:
    CategoryFactory.create(name="Kitchen")


def preview(browser: Client, address: str, *rows: str) -> str:
    """Upload a CSV file and return the preview."""
    file = SimpleUploadedFile("rows.csv", "\n".join(rows).encode())
    data = {"import_file": file, "format": "0", "resource": ""}
    return browser.post(f"{address}/import/", data).text


def confirm(browser: Client, address: str, page: str) -> str:
    """Submit the form of a preview and return the page that follows."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert "import_file_name" in fields, "the preview cannot be confirmed"
    return unescape(browser.post(f"{address}/process_import/", fields, follow=True).text)


def download(browser: Client, address: str, file_format: str) -> bytes:
    fields = ["sku", "name", "price", "category", "description"]
    data = {"format": file_format, "resource": "0"} | {
        f"productresource_{name}": "on" for name in fields
    }
    return browser.post(f"{address}/export/", data).content


# --- products ------------------------------------------------------------------------------


def test_preview_changes_nothing(staff: Client) -> None:
    page = preview(staff, PRODUCTS, HEADER, "TALL-MUG,Tall mug,kitchen,12.50")

    assert "Tall mug" in page
    assert not Product.objects.exists()
    assert published("product_changed") == []


def test_preview_shows_changes_without_inline_styles(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Tea<pot>", price=Decimal("34.90"))

    page = preview(staff, PRODUCTS, HEADER, "TEAPOT,Tea<pot>,kitchen,29.90")

    assert "<del>34.90</del> <ins>29.90</ins>" in page
    assert "Tea&lt;pot&gt;" in page
    assert "style=" not in page.split('id="content-main"')[-1].split("import-preview")[-1]


def test_confirmed_import_adds_and_changes_products(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Teapot", price=Decimal("34.90"))
    page = preview(
        staff, PRODUCTS, HEADER, "TALL-MUG,Tall mug,kitchen,12.50", "TEAPOT,Teapot,kitchen,29.90"
    )

    assert "1 new, 1 updated" in confirm(staff, PRODUCTS, page)

    assert Product.objects.get(pk="TALL-MUG").slug == "tall-mug"
    assert Product.objects.get(pk="TEAPOT").price == Decimal("29.90")
    assert stock("TALL-MUG") == {}
    assert [event["sku"] for event in published("product_changed")] == [
        "TEAPOT",
        "TALL-MUG",
        "TEAPOT",
    ]


def test_unchanged_rows_publish_nothing(staff: Client) -> None:
    ProductFactory.create(sku="TEAPOT", name="Teapot", price=Decimal("34.90"))
    page = preview(staff, PRODUCTS, HEADER, "TEAPOT,Teapot,kitchen,34.90")

    confirm(staff, PRODUCTS, page)

    assert len(published("product_changed")) == 1


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
    ],
)
def test_preview_shows_errors_by_row(staff: Client, row: str, message: str) -> None:
    page = preview(staff, PRODUCTS, HEADER, "CACTUS,Cactus,kitchen,8.90", row)

    assert message in unescape(page)
    assert "import_file_name" not in page, "the preview can be confirmed"
    assert not Product.objects.exists()


def test_data_changed_after_preview_imports_nothing(staff: Client) -> None:
    page = preview(
        staff, PRODUCTS, HEADER, "CACTUS,Cactus,kitchen,8.90", "TALL-MUG,Tall mug,kitchen,12.50"
    )
    ProductFactory.create(sku="OTHER-MUG", slug="tall-mug")

    assert "Nothing was imported." in confirm(staff, PRODUCTS, page)

    assert [product.sku for product in Product.objects.all()] == ["OTHER-MUG"]


def test_confirming_twice_is_reported(staff: Client) -> None:
    page = preview(staff, PRODUCTS, HEADER, "TALL-MUG,Tall mug,kitchen,12.50")
    confirm(staff, PRODUCTS, page)

    assert "This file was imported already" in confirm(staff, PRODUCTS, page)


def test_large_file_is_left_to_the_command(
    staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    rows = [f"MUG-{number},Mug,kitchen,1.00" for number in range(501)]

    with django_assert_max_num_queries(50):  # not one of the rows is tried
        assert "Import at most 500 rows here." in preview(staff, PRODUCTS, HEADER, *rows)


def test_description_with_controls_is_not_imported(staff: Client) -> None:
    page = preview(
        staff, PRODUCTS, f"{HEADER},description", "TALL-MUG,Tall mug,kitchen,12.50,a\x1b[1mb"
    )
    assert "not supported" in page
    assert "import_file_name" not in page


def test_unreadable_file_is_reported(staff: Client) -> None:
    file = SimpleUploadedFile("rows.xlsx", b"no spreadsheet")
    data = {"import_file": file, "format": "1", "resource": ""}

    assert "This file cannot be read as XLSX" in staff.post(f"{PRODUCTS}/import/", data).text


def test_import_needs_permission(client: Client) -> None:
    client.force_login(User.objects.create_user("kim@example.com", is_staff=True))

    for address in (PRODUCTS, STOCK):
        assert client.get(f"{address}/import/").status_code == 403
        assert client.get(f"{address}/export/").status_code == 403


@pytest.mark.parametrize("text", ["=1+1", "+49", "-2", "@SUM(A1)"])
def test_formulas_are_neutralised_and_restored(text: str) -> None:
    ProductFactory.create(sku="TALL-MUG", name=f"{text} mug", description=text)

    dataset = ProductResource().export()
    assert dataset["name"] == [f"'{text} mug"]
    assert dataset["description"] == [f"'{text}"]

    services.change_product(sku="TALL-MUG", name="Tall mug")
    ProductResource().import_data(dataset, raise_errors=True)
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
    page = preview(staff, STOCK, "sku,received_now,threshold", "TALL-MUG,5,4")
    assert stock("TALL-MUG") == {"available": 10, "received": 10}

    confirm(staff, STOCK, page)

    assert stock("TALL-MUG") == {"available": 15, "received": 15}
    assert Stock.objects.get().threshold == 4


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("BLUE-MUG,5,4", "There is no product with this SKU."),
        ("TALL-MUG,many,4", "Enter a whole number."),
        ("TALL-MUG,5.7,4", "Enter a whole number."),
        ("TALL-MUG,-5,4", "Enter a quantity from 1 to 100,000."),
    ],
)
def test_stock_import_shows_errors(staff: Client, row: str, message: str) -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=10)

    page = preview(staff, STOCK, "sku,received_now,threshold", row)

    assert message in unescape(page)
    assert stock("TALL-MUG") == {"available": 10, "received": 10}


# --- command -------------------------------------------------------------------------------


def test_command_imports_a_file_with_progress(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    rows = [f"MUG-{number},Mug {number},kitchen,1.00" for number in range(501)]
    file.write_text("\n".join([HEADER, *rows]), encoding="utf-8")
    output = StringIO()

    call_command("import_products", file, stdout=output)

    assert output.getvalue() == "500 rows\n501 new, 0 changed products.\n"
    assert Product.objects.count() == 501


def test_command_imports_nothing_if_a_row_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "products.csv"
    file.write_text(f"{HEADER}\nTALL-MUG,Tall mug,kitchen,1.00\nCACTUS,,kitchen,1", "utf-8")
    errors = StringIO()

    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_products", file, stderr=errors)

    assert "Row 2" in errors.getvalue()
    assert not Product.objects.exists()
