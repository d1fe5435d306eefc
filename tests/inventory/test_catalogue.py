"""The catalogue: categories, orders, filters, and query strings that make no sense."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from inventory.selectors import catalogue
from tests.counting import statements
from tests.inventory.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

# How a script finds the products of a page.
LINK = re.compile(r'<a[^>]* href="(/products/[^"]+)"[^>]*>([^<]+)</a>')


def names(client: Client, address: str, data: dict[str, str] | None = None) -> list[str]:
    """Return the names of the products on a page, in order."""
    response = client.get(address, data)
    assert response.status_code == 200
    return [unescape(name) for _, name in LINK.findall(response.text)]


@pytest.fixture
def products() -> None:
    """Create three products in two categories, and a withdrawn one."""
    garden = CategoryFactory.create(name="Garden", position=2)
    ProductFactory.create(
        sku="TALL-MUG",
        name="Tall mug",
        price=Decimal("12.50"),
        description="Holds 100% of a generous coffee.",
    )
    ProductFactory.create(
        sku="CACTUS", name="Patient cactus", price=Decimal("8.90"), category=garden
    )
    ProductFactory.create(sku="TEAPOT", name="Morning <teapot> & lid", price=Decimal("34.90"))
    ProductFactory.create(sku="DISCO-BALL", name="Disco ball", on_sale=False)


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("name", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("price", ["Patient cactus", "Tall mug", "Morning <teapot> & lid"]),
        ("-price", ["Morning <teapot> & lid", "Tall mug", "Patient cactus"]),
        ("no-such-order", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
    ],
)
def test_products_on_sale_can_be_sorted(client: Client, sort: str, expected: list[str]) -> None:
    assert names(client, f"/?sort={sort}") == expected


@pytest.mark.usefixtures("products")
def test_one_category_can_be_shown(client: Client) -> None:
    CategoryFactory.create(name="Attic")

    page = client.get("/?category=garden&sort=price").text

    assert LINK.findall(page) == [("/products/cactus/", "Patient cactus")]
    assert "<title>Garden · Signal Shop</title>" in page
    assert re.search(r'href="/\?category=garden&amp;sort=price" aria-current="page"', page)
    assert 'href="/?category=kitchen&amp;sort=price"' in page, "the order is kept"
    assert "Attic" not in page, "an empty category is not shown"


def test_tiles_show_the_stock(client: Client) -> None:
    ProductFactory.create(pieces=4, threshold=3)
    ProductFactory.create(pieces=3, threshold=3)
    ProductFactory.create(pieces=0, threshold=3)

    words = re.findall(r'data-stock="(\w+)">([^<]+)<', client.get("/").text)

    assert words == [("out", "Sold out"), ("low", "Only 3 left"), ("in", "In stock")]


@pytest.mark.usefixtures("products")
def test_available_products_can_be_added_from_the_list(client: Client) -> None:
    ProductFactory.create(sku="OLD-KEY", pieces=0)

    page = client.get("/").text

    assert re.findall(r'form="add-to-basket" name="sku" value="([^"]+)"', page) == [
        "TEAPOT",
        "CACTUS",
        "TALL-MUG",
    ]
    form = re.search(
        r'<form id="add-to-basket" method="post" action="/basket/add/".*?</form>', page, re.DOTALL
    )
    assert form
    assert 'name="csrfmiddlewaretoken"' in form[0]
    assert 'name="quantity" value="1"' in form[0]


# --- count and filters ---------------------------------------------------------------------


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("query", "label"),
    [("", "3 products"), ("?category=garden", "1 product"), ("?q=mug", "1 product")],
)
def test_products_are_counted(client: Client, query: str, label: str) -> None:
    assert f">{label}" in client.get(f"/{query}").text


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("min_price=10", ["Morning <teapot> & lid", "Tall mug"]),
        ("min_price=12.50&max_price=12.5", ["Tall mug"]),
        ("max_price=10", ["Patient cactus"]),
        ("min_price=1000", []),
        ("min_price=&max_price=", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("max_price=20&category=kitchen&sort=name", ["Tall mug"]),
        ("max_price=20&q=cactus", ["Patient cactus"]),
    ],
)
def test_products_can_be_filtered_by_price(client: Client, query: str, expected: list[str]) -> None:
    assert names(client, f"/?{query}") == expected


def test_products_can_be_filtered_by_stock(client: Client) -> None:
    ProductFactory.create(name="Tall mug", pieces=1)
    ProductFactory.create(name="Teapot", pieces=0)
    ProductFactory.create(name="Kettle", status="coming_soon")

    assert names(client, "/?in_stock=on") == ["Tall mug"]


@pytest.mark.usefixtures("products")
def test_filters_are_kept_in_links_and_form(client: Client) -> None:
    page = client.get("/?max_price=20&in_stock=on&sort=price").text

    assert 'href="/?max_price=20&amp;in_stock=on&amp;sort=name"' in page
    assert re.search(r'name="max_price"[^>]* value="20"', page)
    assert 'name="in_stock" checked' in page
    assert '<input type="hidden" name="sort" value="price">' in page


@pytest.mark.usefixtures("products")
def test_filters_without_a_match_can_be_removed(client: Client) -> None:
    page = client.get("/?min_price=1000&category=garden").text

    assert "No product matches these filters." in page
    assert 'href="/?category=garden">Remove the filters' in page


@pytest.mark.usefixtures("products")
@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"q": "mug" * 3334}, "A search can have 200 characters; yours has 10002."),
        ({"category": "attic"}, "This category does not exist. Here are all products."),
        ({"category": "' OR 1=1"}, "This category does not exist. Here are all products."),
        ({"category": "k" * 10_000}, "This category does not exist. Here are all products."),
        ({"min_price": "cheap"}, "Lowest price: Enter a number."),
        ({"min_price": "-Infinity"}, "Lowest price: Enter a number."),
        ({"max_price": "NaN"}, "Highest price: Enter a number."),
        ({"max_price": "-1"}, "Highest price: Ensure this value is greater than or equal to 0."),
        ({"max_price": "9" * 400}, "Highest price: Ensure that there are no more than"),
        ({"max_price": "1e999"}, "Highest price: "),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_invalid_parameter_is_ignored_with_a_message(
    client: Client, parameters: dict[str, str], message: str
) -> None:
    page = client.get("/", parameters).text

    assert message in unescape(page)
    assert len(LINK.findall(page)) == 3


@pytest.mark.usefixtures("products")
def test_unknown_parameters_are_not_in_the_links(client: Client) -> None:
    """The page is cached, so they would be in the page of the next visitor."""
    shelf = client.get("/?utm=evil&evil=1").text.partition('<div id="shelf"')[2]

    assert "evil" not in shelf.partition('id="basket-notice"')[0]


# --- htmx and statements -------------------------------------------------------------------


@pytest.mark.usefixtures("products")
def test_htmx_receives_the_products_only(client: Client) -> None:
    response = client.get("/?category=garden", headers={"HX-Request": "true"})

    assert response.text.startswith("<title>Garden · Signal Shop</title>")
    assert '<div id="shelf"' in response.text
    assert "<header" not in response.text
    assert "HX-Request" in response.headers["Vary"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("products")
def test_cached_page_needs_no_statement(client: Client) -> None:
    with statements(exactly=2):  # categories, products
        client.get("/?sort=name")
    with statements(exactly=0):
        client.get("/?sort=name")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("products")
def test_full_page_needs_one_more_statement(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE_SIZE", 2)

    with statements(exactly=3):  # categories, products, their number
        assert len(names(client, "/?sort=name")) == 2
