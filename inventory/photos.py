"""Photos of products: what may be uploaded, and where it is kept."""

from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from django.core.files.base import File
    from django.db.models import Model

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 4000  # along either side
ENDINGS = ["jpg", "jpeg", "png", "webp"]
FORMATS = ["JPEG", "PNG", "WEBP"]


def validate_photo(photo: "File[Any]") -> None:
    """Raises ValidationError for what is too big, or is no JPEG, PNG or WebP picture.

    Only the head of the file is read: a small file that unpacks to a huge picture costs
    nothing.
    """
    if photo.size > MOST_BYTES:
        raise ValidationError("This photo is larger than 2 MB. Make it smaller and try again.")
    width, height = _pixels(photo)
    if max(width, height) > MOST_PIXELS:
        raise ValidationError(
            f"This photo has {width} by {height} pixels. "
            f"Make it {MOST_PIXELS} by {MOST_PIXELS} at most and try again."
        )


def path_of_photo(product: "Model", filename: str) -> str:
    """A new name for every upload, so that nobody goes on seeing the last one."""
    return f"products/{product.pk}-{token_hex(4)}{PurePath(filename).suffix.lower()}"


def _pixels(photo: "File[Any]") -> tuple[int, int]:
    photo.seek(0)
    try:
        with Image.open(photo, formats=FORMATS) as image:
            return image.size
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValidationError("This is no JPEG, PNG or WebP picture.") from error
    finally:
        photo.seek(0)
