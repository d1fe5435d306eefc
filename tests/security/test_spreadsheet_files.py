"""Files that a spreadsheet does not write: they are refused, quickly and without an error page."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from time import monotonic
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inventory.models import Product
from tests.accounts.factories import UserFactory
from tests.inventory.factories import CategoryFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/inventory/product"
ROWS: list[list[Any]] = [
    ["sku", "name", "category", "price"],
    ["TALL-MUG", "Tall mug", "kitchen", 12],
]
CSV = "\n".join(",".join(str(cell) for cell in row) for row in ROWS)


@pytest.fixture
def root(client: Client) -> Client:
    CategoryFactory.create(name="Kitchen")
    client.force_login(UserFactory.create(is_staff=True, is_superuser=True))
    return client


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


def _upload(root: Client, content: bytes, *, file_format: str) -> Any:
    file = SimpleUploadedFile("rows", content)
    return root.post(f"{PAGE}/import/", {"import_file": file, "format": file_format})


def _hidden(page: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))


@pytest.mark.parametrize(
    ("content", "file_format"),
    [
        (CSV.encode("utf-16"), "0"),
        (CSV.replace("mug", "m\xfcg").encode("latin-1"), "0"),
        (f"sku,name\nTALL-MUG,{'x' * 200_000}".encode(), "0"),
        (b"sku,name\nTALL-MUG,Tall mug,kitchen", "0"),
        (CSV.encode(), "1"),
        (_workbook()[:-100], "1"),
        (_workbook(lambda xml: xml[:-100]), "1"),
    ],
    ids=["utf-16", "latin-1", "long-cell", "long-row", "csv-as-xlsx", "cut", "cut-sheet"],
)
def test_unreadable_file_is_refused(root: Client, content: bytes, file_format: str) -> None:
    page = _upload(root, content, file_format=file_format)
    assert "This file cannot be read" in page.text
    assert "import_file_name" not in _hidden(page)


def test_file_that_unpacks_to_a_large_one_is_refused(root: Client) -> None:
    bomb = _workbook(lambda xml: xml.replace("</sheetData>", f"</sheetData>{' ' * 30_000_000}"))
    assert len(bomb) < 100_000
    assert "This file is too large when it is unpacked" in _upload(root, bomb, file_format="1").text


@pytest.mark.parametrize("last", ["1048576", "999999999999"])
def test_size_that_a_sheet_declares_is_ignored(root: Client, last: str) -> None:
    """A sheet of a few cells can declare 17 billion of them, and so can a last row."""
    file = _workbook(
        lambda xml: re.sub(r'ref="A1:\w+"', 'ref="A1:XFD1048576"', xml).replace(
            "</sheetData>", f'<row r="{last}"><c r="XFD{last}"/></row></sheetData>'
        )
    )
    began = monotonic()
    page = _upload(root, file, file_format="1")
    assert "import_file_name" in _hidden(page)
    assert monotonic() - began < 10


@pytest.mark.parametrize("file_format", ["1", "2", "-1", "x", ""])
def test_confirmation_of_another_format_imports_nothing(root: Client, file_format: str) -> None:
    fields = {**_hidden(_upload(root, CSV.encode(), file_format="0")), "format": file_format}
    answer = root.post(f"{PAGE}/process_import/", fields, follow=True)
    assert answer.status_code == 200
    assert "Nothing was imported" in answer.text
    assert not Product.objects.exists()


def test_blank_rows_are_left_out(root: Client) -> None:
    file = _workbook(lambda xml: xml.replace('<row r="2"', '<row r="7"').replace('2"', '7"'))
    fields = _hidden(_upload(root, file, file_format="1"))
    root.post(f"{PAGE}/process_import/", fields)
    assert Product.objects.get().pk == "TALL-MUG"
