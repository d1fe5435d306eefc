"""The formats of imported files: what cannot be read is refused before it uses up the memory."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
from import_export.formats import base_formats
from tablib import Dataset

MAX_UNPACKED_BYTES = 20 * 1024 * 1024
_MAX_COLUMNS = 40
_MAX_LAST_ROW = 1_048_576  # of the file format


class UnreadableFile(Exception):
    """The file is not what its format says, or is too large; the message is for staff."""


class CSV(base_formats.CSV):
    """Comma-separated values in UTF-8."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Return the rows; raise UnreadableFile."""
        try:
            if b"\0" in in_stream:  # UTF-16; a database cannot store it
                raise ValueError
            return super().create_dataset(in_stream, **kwargs)
        except Exception as error:
            raise UnreadableFile(
                "This file cannot be read as CSV. Save it as CSV UTF-8, or as XLSX."
            ) from error


class XLSX(base_formats.XLSX):
    """The active sheet of a workbook.

    The size that a sheet declares is ignored: a small file can declare billions of cells.
    """

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        """Return the rows that are not blank; raise UnreadableFile."""
        try:
            with ZipFile(BytesIO(in_stream)) as parts:
                unpacked = sum(part.file_size for part in parts.infolist())
            rows = _rows(in_stream) if unpacked <= MAX_UNPACKED_BYTES else None
        except Exception as error:
            raise UnreadableFile("This file cannot be read as XLSX. Save it again.") from error
        if rows is None:
            raise UnreadableFile("This file is too large when it is unpacked. Split it.")
        return rows


def _rows(content: bytes) -> Dataset:
    book = openpyxl.load_workbook(BytesIO(content), read_only=True, data_only=True)
    rows = book.active.iter_rows(max_row=_MAX_LAST_ROW, max_col=_MAX_COLUMNS, values_only=True)
    # There can be a million blank rows, so each is looked at by one call.
    filled = (row for row in rows if row.count(None) < len(row))
    headers = next(filled)
    width = max(column for column, name in enumerate(headers, start=1) if name is not None)
    dataset = Dataset(headers=headers[:width])
    for row in filled:
        dataset.append(row[:width])
    return dataset
