"""Files that a spreadsheet does not write: they are refused, quickly and without an error page."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from events.testing import deliver_all
from inventory.models import Product
from inventory.resources import ProductResource, StockResource
from storefront.spreadsheet_files import Table, read_table
from storefront.spreadsheets import ImportResource
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.storefront.imports import confirm, is_confirmable, upload

pytestmark = pytest.mark.django_db

PAGE = "/admin/inventory/product"
ROWS: list[list[Any]] = [
    ["sku", "name", "category", "price"],
    ["TALL-MUG", "Tall mug", "kitchen", 12],
]
CSV = "\n".join(",".join(str(cell) for cell in row) for row in ROWS)


@pytest.fixture(autouse=True)
def _kitchen() -> None:
    CategoryFactory.create(name="Kitchen")


def _workbook(change: Callable[[str], str] = str) -> bytes:
    """Return the rows as XLSX, with a change of the XML of the sheet."""
    book, file, changed = openpyxl.Workbook(), BytesIO(), BytesIO()
    for row in ROWS:
        book.active.append(row)
    book.save(file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = change(content.decode()).encode()
            new.writestr(part, content)
    return changed.getvalue()


def _preview(root: Client, content: bytes, *, name: str) -> str:
    """Return the page of an import that a worker has checked."""
    page = upload(root, PAGE, content, name)
    deliver_all()
    return root.get(page).text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (CSV.encode("utf-16"), "rows.csv"),
        (CSV.replace("mug", "m\xfcg").encode("latin-1"), "rows.csv"),
        (f"sku,name\nTALL-MUG,{'x' * 200_000}".encode(), "rows.csv"),
        (b"sku,name\nTALL-MUG,Tall mug,kitchen", "rows.csv"),
        (CSV.encode(), "rows.xlsx"),
        (_workbook()[:-100], "rows.xlsx"),
        (_workbook(lambda xml: xml[:-100]), "rows.xlsx"),
    ],
    ids=["utf-16", "latin-1", "long-cell", "long-row", "csv-as-xlsx", "cut", "cut-sheet"],
)
def test_unreadable_file_is_refused(root: Client, content: bytes, name: str) -> None:
    page = _preview(root, content, name=name)
    assert "This file cannot be read" in page
    assert not is_confirmable(page)


def test_file_that_unpacks_to_a_large_one_is_refused(root: Client) -> None:
    bomb = _workbook(lambda xml: xml.replace("</sheetData>", f"</sheetData>{' ' * 30_000_000}"))
    assert len(bomb) < 100_000
    page = _preview(root, bomb, name="rows.xlsx")
    assert "This file is too large when it is unpacked" in page


@pytest.mark.parametrize("last", ["1048576", "999999999999"])
def test_size_that_a_sheet_declares_is_ignored(root: Client, last: str) -> None:
    """A sheet of a few cells can declare 17 billion of them, and so can a last row.

    A reader that believed it would never end.
    """
    file = _workbook(
        lambda xml: re.sub(r'ref="A1:\w+"', 'ref="A1:XFD1048576"', xml).replace(
            "</sheetData>", f'<row r="{last}"><c r="XFD{last}"/></row></sheetData>'
        )
    )
    assert is_confirmable(_preview(root, file, name="rows.xlsx"))


def test_csv_with_very_many_columns_is_read_without_them() -> None:
    names = ",".join(f"more{number}" for number in range(200_000))
    table = read_table("rows.csv", f"sku,{names}\nTALL-MUG\nLAMP,kitchen".encode())
    assert len(table.columns) == 40
    assert [row["sku"] for _, row in table.rows] == ["TALL-MUG", "LAMP"]
    assert {len(row) for _, row in table.rows} == {40}


@pytest.mark.parametrize(
    ("resource", "column", "message"),
    [
        (StockResource, "threshold", "Enter a whole number."),
        (StockResource, "received_now", "Enter a whole number."),
        (ProductResource, "price", "Enter a number."),
    ],
)
@pytest.mark.parametrize(
    "cell", [date(2026, 5, 1), datetime.combine(date(2026, 5, 1), time(12)), time(5), "#REF!"]
)
def test_cell_without_a_number_is_an_error(
    resource: type[ImportResource], column: str, message: str, cell: object
) -> None:
    """A spreadsheet program turns what looks like a date into one."""
    product = ProductFactory.create()
    row = (2, {"sku": product.pk, column: cell})
    report = resource().read(Table(columns=["sku", column], rows=[row]), lambda *_: None)
    assert report.errors == [(2, column, message)]


def test_blank_rows_are_left_out_and_counted(root: Client) -> None:
    file = _workbook(lambda xml: xml.replace('<row r="2"', '<row r="7"').replace('2"', '7"'))
    assert "<td>7</td>" in _preview(root, file, name="rows.xlsx")
    confirm(root, PAGE)
    assert Product.objects.get().pk == "TALL-MUG"
