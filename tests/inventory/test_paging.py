"""Page by page through the catalogue: nothing twice, nothing left out."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.signing import Signer
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from inventory import services
from tests.inventory.factories import ProductFactory
from tests.inventory.test_catalogue import LINK

pytestmark = pytest.mark.django_db


def walk(client: Client, address: str) -> list[list[str]]:
    """The addresses of the products, page by page, following "More things"."""
    pages = []
    while address:
        page = client.get(address).text
        pages.append([product for product, _ in LINK.findall(page)])
        address = next_page(page)
    return pages


def next_page(page: str) -> str:
    """The address of the page after this one, empty after the last."""
    link = re.search(r'rel="next" href="([^"]+)"', page)
    return unescape(link[1]) if link else ""


@pytest.fixture
def sixty() -> None:
    """Sixty mugs at four prices, under five names."""
    for number in range(60):
        ProductFactory.create(
            sku=f"MUG-{number:02}",
            name=f"Mug number {number % 5}",
            price=Decimal(10 + number % 4),
        )


@pytest.mark.usefixtures("sixty")
@pytest.mark.parametrize("sort", ["", "name", "price", "-price"])
@pytest.mark.parametrize("more", ["", "&category=kitchen", "&q=mug"])
def test_every_product_is_on_one_page(client: Client, sort: str, more: str) -> None:
    pages = walk(client, f"/?sort={sort}{more}")

    assert [len(page) for page in pages] == [24, 24, 12]
    assert len({product for page in pages for product in page}) == 60


@pytest.mark.usefixtures("sixty")
def test_prices_go_on_where_the_last_page_ended(client: Client) -> None:
    products = [product for page in walk(client, "/?sort=price") for product in page]

    numbers = [int(product.strip("/").rpartition("-")[2]) for product in products]
    assert numbers == sorted(range(60), key=lambda number: (number % 4, number))


@pytest.mark.usefixtures("sixty")
def test_a_page_stays_in_its_place_when_goods_come_and_go(client: Client) -> None:
    first = client.get("/?sort=price").text
    second = next_page(first)
    expected = LINK.findall(client.get(second).text)

    ProductFactory.create(sku="CHEAP-MUG", price=Decimal("1.00"))
    services.change_product(sku="MUG-00", price=Decimal("99.00"))

    assert LINK.findall(client.get(second).text) == expected


@pytest.mark.usefixtures("sixty")
def test_a_later_page_leads_back_to_the_first(client: Client) -> None:
    first = client.get("/?sort=name&category=kitchen").text
    assert "Back to the first page" not in first

    second = client.get(next_page(first)).text
    assert re.search(r'href="/\?category=kitchen&amp;sort=name">Back to the first page', second)


def test_a_page_behind_the_last_product_says_so(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for number in range(25):
        ProductFactory.create(sku=f"MUG-{number}")
    second = next_page(client.get("/").text)

    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_product(sku="MUG-0")

    assert "That was everything" in client.get(second).text


@pytest.mark.usefixtures("sixty")
@pytest.mark.parametrize(
    "cursor",
    [
        "2",
        "no-such-cursor",
        "\x00",
        "' OR 1=1",
        "x" * 10_000,
        Signer(salt="elsewhere").sign_object(["", "2026-01-01", "MUG-00"]),
        Signer(salt="inventory.browsing").sign_object(["price", "10.00", "MUG-00"]),
    ],
    ids=["number", "word", "nul", "sql", "long", "forged", "of another order"],
)
def test_an_unknown_page_is_told_so_and_the_first_one_shown(client: Client, cursor: str) -> None:
    page = client.get("/", {"after": cursor}).text

    assert "The page that you asked for is not there any more. Here is the first one." in page
    assert len(LINK.findall(page)) == 24
