"""Paging through the catalogue: no product twice, none left out."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.signing import Signer
from django.test import Client

from inventory import services
from inventory.selectors import catalogue
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import committed
from tests.inventory.test_catalogue import LINK

pytestmark = pytest.mark.django_db


def walk(client: Client, address: str) -> list[list[str]]:
    """Follow "Show more" and return the addresses of the products, page by page."""
    pages = []
    while address:
        page = client.get(address).text
        pages.append([product for product, _ in LINK.findall(page)])
        address = next_page(page)
    return pages


def next_page(page: str) -> str:
    """Return the address of the next page, or an empty string."""
    link = re.search(r'rel="next" href="([^"]+)"', page)
    return unescape(link[1]) if link else ""


@pytest.fixture(autouse=True)
def _page_of_four(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PAGE_SIZE", 4)


@pytest.fixture
def ten_mugs() -> None:
    """Create ten mugs with three prices and four names."""
    for number in range(10):
        ProductFactory.create(
            sku=f"MUG-{number}", name=f"Mug number {number % 4}", price=Decimal(10 + number % 3)
        )


@pytest.mark.usefixtures("ten_mugs")
@pytest.mark.parametrize("more", ["", "&category=kitchen", "&q=mug", "&in_stock=on&min_price=1"])
@pytest.mark.parametrize("sort", ["", "newest", "name", "price", "-price"])
def test_every_product_is_on_one_page(client: Client, sort: str, more: str) -> None:
    pages = walk(client, f"/?sort={sort}{more}")

    assert [len(page) for page in pages] == [4, 4, 2]
    assert len({product for page in pages for product in page}) == 10


@pytest.mark.usefixtures("ten_mugs")
def test_prices_continue_on_the_next_page(client: Client) -> None:
    products = [product for page in walk(client, "/?sort=price") for product in page]

    numbers = [int(product.strip("/").rpartition("-")[2]) for product in products]
    assert numbers == sorted(range(10), key=lambda number: (number % 3, number))


@pytest.mark.usefixtures("ten_mugs")
def test_page_keeps_its_place_when_products_change(client: Client) -> None:
    second = next_page(client.get("/?sort=price").text)
    expected = LINK.findall(client.get(second).text)

    ProductFactory.create(sku="CHEAP-MUG", price=Decimal("1.00"))
    services.change_product(sku="MUG-0", price=Decimal("99.00"))

    assert LINK.findall(client.get(second).text) == expected


@pytest.mark.usefixtures("ten_mugs")
def test_later_page_has_the_count_and_a_link_to_the_first(client: Client) -> None:
    first = client.get("/?sort=name&category=kitchen").text
    second = client.get(next_page(first)).text

    link = 'href="/?category=kitchen&amp;sort=name">Back to the first page'
    assert ("10 products" in first, link in first) == (True, False)
    assert ("10 products" in second, link in second) == (True, True)


def test_page_after_the_last_product_explains_itself(client: Client) -> None:
    for number in range(5):
        ProductFactory.create(sku=f"MUG-{number}")
    second = next_page(client.get("/").text)

    with committed():
        services.withdraw_product(sku="MUG-0")

    assert "That was everything" in client.get(second).text


@pytest.mark.parametrize(
    "cursor",
    [
        "2",
        "no-such-cursor",
        "' OR 1=1",
        "x" * 10_000,
        Signer(salt="elsewhere").sign_object(["newest", "2026-01-01", "MUG-0"]),
        Signer(salt="inventory.catalogue").sign_object(["price", "10.00", "MUG-0"]),
    ],
    ids=["number", "word", "sql", "long", "forged", "other order"],
)
def test_invalid_cursor_shows_the_first_page(client: Client, mug: str, cursor: str) -> None:
    page = client.get("/", {"after": cursor}).text

    assert "This page no longer exists. Here is the first page." in page
    assert len(LINK.findall(page)) == 1
