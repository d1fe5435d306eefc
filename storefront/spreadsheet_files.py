"""Uploaded CSV and XLSX files: read, or refused before they use up the memory."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from django.core.exceptions import ValidationError

MAX_UNPACKED_BYTES = 20 * 1024 * 1024
_MAX_COLUMNS = 40
_MAX_LAST_ROW = 1_048_576  # of XLSX

type Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The names of the columns, and the rows below them that are not blank.

    Each row has its number in a spreadsheet program, which also counts the blank ones.
    """

    columns: Sequence[str]
    rows: Sequence[tuple[int, Cells]]


def read_table(file_name: str, content: bytes) -> Table:
    """Return what a file contains; raise ValidationError, with a message for staff."""
    is_xlsx = file_name.lower().endswith(".xlsx")
    try:
        return _table(_xlsx_rows(content) if is_xlsx else _csv_rows(content))
    except ValidationError:
        raise
    except Exception as error:
        advice = "XLSX. Save it again." if is_xlsx else "CSV. Save it as CSV UTF-8, or as XLSX."
        raise ValidationError(f"This file cannot be read as {advice}") from error


def _csv_rows(content: bytes) -> Iterator[Sequence[Any]]:
    """Yield the values of CSV in UTF-8; missing cells at the end of a row are empty.

    They are separated by commas, or by semicolons, as spreadsheet programs do where a comma starts
    the decimals. A file of a few megabytes can name a million columns; the first ones are read.
    """
    if b"\0" in content:
        raise ValueError("This is UTF-16; a database cannot store it.")
    text = content.decode("utf-8-sig")
    names = text.partition("\n")[0]
    separator = ";" if ";" in names and "," not in names else ","
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    columns = next(rows, [])
    width = min(len(columns), _MAX_COLUMNS)
    yield columns[:width]
    for row in rows:
        if len(row) > len(columns):
            raise ValueError("A row has more cells than there are columns.")
        yield row[:width] + [""] * (width - len(row))


def _xlsx_rows(content: bytes) -> Iterator[Sequence[Any]]:
    """Yield the rows of the active sheet.

    The size that a sheet declares is ignored: a small file can declare billions of cells.
    """
    with ZipFile(BytesIO(content)) as parts:
        unpacked = sum(part.file_size for part in parts.infolist())
    if unpacked > MAX_UNPACKED_BYTES:
        raise ValidationError("This file is too large when it is unpacked. Split it.")
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    yield from book.active.iter_rows(max_row=_MAX_LAST_ROW, max_col=_MAX_COLUMNS, values_only=True)


def _table(rows: Iterable[Sequence[Any]]) -> Table:
    # There can be a million blank rows, so each is looked at by one call.
    filled = ((number, row) for number, row in enumerate(rows, 1) if any(row))
    _, first = next(filled, (1, ()))
    columns = [str(name or "").strip().lower() for name in first]
    if repeated := next((name for name in columns if name and columns.count(name) > 1), ""):
        raise ValidationError(f"More than one column has the name “{repeated}”.")
    named = (
        (number, {name: cell for name, cell in zip(columns, row, strict=False) if name})
        for number, row in filled
    )
    return Table(
        columns=[name for name in columns if name],
        rows=[(number, cells) for number, cells in named if any(cells.values())],
    )
