"""Photos of products: what is taken, what is refused, and how they are shown."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from pytest_django import Settings

from inventory import services
from inventory.models import Product
from tests.inventory.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _photos_of_this_test_only(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    file = BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(file, kind)
    return file.getvalue()


def photo(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "kind"), [("mug.png", "PNG"), ("MUG.JPG", "JPEG"), ("my mug.webp", "WEBP")]
)
def test_a_photo_is_shown_instead_of_the_emoji(client: Client, name: str, kind: str) -> None:
    ProductFactory.create(sku="TALL-MUG", emoji="☕", photo=photo(name, picture(kind)))

    address = Product.objects.get().photo.url

    assert address.startswith("/media/products/TALL-MUG-")
    for page in ("/", "/products/tall-mug/"):
        assert f'src="{address}"' in client.get(page).text
        assert "☕" not in client.get(page).text


def test_a_new_photo_has_a_new_address() -> None:
    ProductFactory.create(sku="TALL-MUG", photo=photo("mug.png", picture()))
    before = Product.objects.get().photo.url

    services.change_product(sku="TALL-MUG", photo=photo("mug.png", picture()))

    assert Product.objects.get().photo.url != before


@pytest.mark.parametrize(
    ("make", "complaint"),
    [
        (lambda: photo("mug.html", picture()), "File extension"),
        (lambda: photo("mug.gif", picture("GIF")), "File extension"),
        (lambda: photo("mug.png", b"<script>alert(1)</script>"), "no JPEG, PNG or WebP"),
        (lambda: photo("mug.png", picture("GIF")), "no JPEG, PNG or WebP"),
        (lambda: photo("mug.png", b""), "no JPEG, PNG or WebP"),
        (lambda: photo("mug.png", picture() + bytes(2 * 1024 * 1024)), "larger than 2 MB"),
        (lambda: photo("mug.png", picture(size=(4001, 10))), "4001 by 10 pixels"),
        (lambda: photo("mug.png", picture(size=(20_000, 20_000))), "no JPEG, PNG or WebP"),
    ],
    ids=["page", "gif", "script", "gif as png", "nothing", "large", "wide", "bomb"],
)
def test_what_is_no_fitting_photo_is_refused(
    make: Callable[[], SimpleUploadedFile], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        ProductFactory.create(photo=make())
