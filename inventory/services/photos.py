"""Product photos are stored re-encoded, so that a file holds pixels and nothing else."""

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps

if TYPE_CHECKING:
    from django.core.files.base import File

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 4000  # along either side
STORED_PIXELS = 1600
FORMATS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}


def process_photo(photo: "File[Any]") -> "ContentFile[bytes]":
    """Return the photo upright, at most 1600 pixels wide and high, without metadata.

    Raise ValidationError for a file that is too large or not a JPEG, PNG or WebP image. The
    size is checked before the pixels are decoded: a small file can unpack to a huge image.
    """
    if photo.size > MAX_BYTES:
        raise ValidationError("This photo is larger than 2 MB. Choose a smaller file.")
    photo.seek(0)
    try:
        with Image.open(photo, formats=list(FORMATS)) as image:
            if max(image.size) > MAX_PIXELS:
                raise ValidationError(
                    f"This photo has {image.width} by {image.height} pixels. "
                    f"The limit is {MAX_PIXELS} by {MAX_PIXELS}."
                )
            return _encode(image, image.format or "JPEG")
    except ValidationError:
        raise
    except Exception:  # Pillow raises many types, such as struct.error for damaged EXIF data
        raise ValidationError("Choose a JPEG, PNG or WebP image.") from None


def _encode(image: Image.Image, image_format: str) -> "ContentFile[bytes]":
    pixels = ImageOps.exif_transpose(image)
    pixels = pixels.convert("RGBA" if pixels.has_transparency_data else "RGB")
    pixels.thumbnail((STORED_PIXELS, STORED_PIXELS))
    pixels.info.clear()  # comments and profiles; EXIF is not written unless it is passed
    file = BytesIO()
    if image_format == "JPEG":
        pixels.convert("RGB").save(file, "JPEG", quality=88, optimize=True)
    else:
        pixels.save(file, image_format)
    return ContentFile(file.getvalue(), name=f"photo.{FORMATS[image_format]}")
