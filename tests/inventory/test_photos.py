"""Photos of products: which files are accepted, how they are stored and shown."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import ExifTags, Image
from pytest_django import Settings

from inventory import services
from inventory.models import Product
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.orders import published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media_root(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def encoded(kind: str = "PNG", size: tuple[int, int] = (8, 8), **options: object) -> bytes:
    file = BytesIO()
    Image.new("1" if kind == "PNG" else "RGB", size).save(file, kind, **options)
    return file.getvalue()


def _damaged_exif() -> bytes:
    """Return metadata for a photo that lies on its side, with a description that is a number."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation], exif[ExifTags.Base.ImageDescription] = 6, "Tall mug"
    text, number = b"\x01\x0e\x00\x02", b"\x01\x0e\x00\x0b"
    return exif.tobytes().replace(text, number)


def photo(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def shown(staff: Client) -> str:
    """Return the digests of the form of the tall mug."""
    page = staff.get("/admin/inventory/product/TALL-MUG/change/")
    return str(page.context["adminform"].form.initial["shown"])


@pytest.fixture
def mug() -> Product:
    """A tall mug with a photo."""
    return ProductFactory.create(sku="TALL-MUG", photo=photo("mug.png", encoded()))


@pytest.mark.parametrize(
    ("name", "kind"), [("mug.png", "PNG"), ("MUG.JPG", "JPEG"), ("my mug.webp", "WEBP")]
)
def test_photo_replaces_the_emoji(client: Client, name: str, kind: str) -> None:
    ProductFactory.create(sku="TALL-MUG", emoji="☕", photo=photo(name, encoded(kind)))

    url = Product.objects.get().photo.url

    assert url.startswith("/media/products/TALL-MUG-")
    for page in ("/", "/products/tall-mug/"):
        assert f'src="{url}"' in client.get(page).text
        assert "☕" not in client.get(page).text


def test_photo_is_published(mug: Product) -> None:
    assert published("product_changed")[0]["photo"] == mug.photo.url


def test_new_photo_has_a_new_address(mug: Product) -> None:
    services.change_product(sku=mug.sku, photo=photo("mug.png", encoded()))

    assert Product.objects.get().photo.url != mug.photo.url


def test_other_changes_keep_the_photo(mug: Product) -> None:
    services.change_product(sku=mug.sku, name="Taller mug")

    assert Product.objects.get().photo.url == mug.photo.url


def test_lost_file_does_not_prevent_other_changes(mug: Product) -> None:
    Path(mug.photo.path).unlink()

    services.change_product(sku=mug.sku, name="Taller mug")

    assert Product.objects.get().name == "Taller mug"


def test_stored_photo_has_no_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = encoded("JPEG", exif=exif, comment=b"taken at home")
    assert b"taken at home" in content

    product = ProductFactory.create(photo=photo("mug.jpg", content))

    assert b"taken at home" not in Path(product.photo.path).read_bytes()


def test_stored_photo_has_no_trailing_data() -> None:
    product = ProductFactory.create(photo=photo("mug.png", encoded() + b"<script>"))

    assert b"<script>" not in Path(product.photo.path).read_bytes()


def test_photo_is_stored_upright_and_smaller() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # rotated by 90 degrees
    content = encoded("JPEG", size=(3200, 800), exif=exif)

    product = ProductFactory.create(photo=photo("mug.jpg", content))

    with Image.open(product.photo.path) as stored:
        assert stored.size == (400, 1600)


def test_photo_is_removed_in_the_admin(staff: Client, mug: Product) -> None:
    form = {"name": mug.name, "category": mug.category_id, "price": mug.price}

    staff.post(
        "/admin/inventory/product/TALL-MUG/change/",
        {**form, "status": "on_sale", "emoji": "☕", "photo-clear": "on", "shown": shown(staff)},
    )

    assert not Product.objects.get().photo
    assert published("product_changed")[-1]["photo"] == ""


def test_photo_from_the_admin_is_encoded_once(staff: Client) -> None:
    noise = BytesIO()
    Image.effect_noise((64, 64), 80).save(noise, "JPEG")
    fields = {
        "sku": "TALL-MUG",
        "slug": "tall-mug",
        "name": "Tall mug",
        "category": CategoryFactory.create().pk,
        "price": "12.50",
        "status": "on_sale",
        "emoji": "☕",
        "threshold": "5",
    }

    upload = photo("mug.jpg", noise.getvalue())
    staff.post("/admin/inventory/product/add/", {**fields, "photo": upload})

    stored = services.process_photo(photo("mug.jpg", noise.getvalue()))
    assert Path(Product.objects.get().photo.path).read_bytes() == stored.read()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: photo("mug.gif", encoded("GIF")), "JPEG, PNG or WebP"),
        (lambda: photo("mug.jpg", encoded("JPEG", exif=_damaged_exif())), "JPEG, PNG or WebP"),
        (lambda: photo("mug.png", b"<script>alert(1)</script>"), "JPEG, PNG or WebP"),
        (lambda: photo("mug.png", encoded("GIF")), "JPEG, PNG or WebP"),
        (lambda: photo("mug.png", encoded(size=(900, 900))[:60]), "JPEG, PNG or WebP"),
        (lambda: photo("mug.png", b""), "JPEG, PNG or WebP"),
        (lambda: photo("mug.png", encoded() + bytes(2 * 1024 * 1024)), "larger than 2 MB"),
        (lambda: photo("mug.png", encoded(size=(4001, 10))), "4001 by 10 pixels"),
        (lambda: photo("mug.png", encoded(size=(20_000, 20_000))), "JPEG, PNG or WebP"),
    ],
    ids=[
        "gif",
        "damaged metadata",
        "script",
        "gif as png",
        "truncated",
        "empty",
        "large",
        "wide",
        "bomb",
    ],
)
def test_unsuitable_file_is_rejected(make: Callable[[], SimpleUploadedFile], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        ProductFactory.create(photo=make())

    assert not Product.objects.exists()


def test_file_name_does_not_matter() -> None:
    product = ProductFactory.create(sku="TALL-MUG", photo=photo("mug.html", encoded()))

    assert product.photo_url.endswith(".png")


# --- addresses -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "products/no-such-photo.png",
        f"products/{'m' * 300}.png",
        "m" * 300,
        "products/",
        "products/mug.svg",
        "products/mug.png%0A",
        "products/..%2F..%2Fsecret.png",
        "../shop.sqlite3",
    ],
)
def test_unknown_photo_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404
