"""The storage paths of product photos."""

from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.models import Model


def photo_path(product: "Model", filename: str) -> str:
    """Return a new path for every upload, so that browsers can cache each file for ever."""
    return f"products/{product.pk}-{token_hex(4)}{PurePath(filename).suffix.lower()}"
