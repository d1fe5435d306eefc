"""The catalogue: shelves, order, search, and addresses that make no sense."""

import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.inventory.factories import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db

# How a script finds the products of a page.
LINK = re.compile(r'<a[^>]* href="(/products/[^"]+)"[^>]*>([^<]+)</a>')


def names(client: Client, address: str) -> list[str]:
    """The products that a page shows, in order."""
    response = client.get(address)
    assert response.status_code == 200
    return [unescape(name) for _, name in LINK.findall(response.text)]


@pytest.fixture
def goods() -> None:
    """Three things on two shelves, and one that is withdrawn."""
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


def test_an_empty_shop_says_so(client: Client) -> None:
    assert "The shelves are still empty" in client.get("/").text


@pytest.mark.usefixtures("goods")
def test_the_newest_comes_first_and_what_is_withdrawn_not_at_all(client: Client) -> None:
    assert names(client, "/") == ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("name", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("price", ["Patient cactus", "Tall mug", "Morning <teapot> & lid"]),
        ("-price", ["Morning <teapot> & lid", "Tall mug", "Patient cactus"]),
        ("no-such-order", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
    ],
)
def test_the_order_can_be_chosen(client: Client, sort: str, expected: list[str]) -> None:
    assert names(client, f"/?sort={sort}") == expected


@pytest.mark.usefixtures("goods")
def test_one_shelf_can_be_looked_at(client: Client) -> None:
    page = client.get("/?category=garden&sort=price").text

    assert LINK.findall(page) == [("/products/cactus/", "Patient cactus")]
    assert "<title>Garden · Signal Shop</title>" in page
    assert re.search(r'href="/\?category=garden&amp;sort=price" aria-current="page"', page)
    assert 'href="/?category=kitchen&amp;sort=price"' in page, "the order stays"


def test_a_shelf_with_nothing_on_sale_is_not_shown(client: Client) -> None:
    CategoryFactory.create(name="Attic")
    ProductFactory.create()

    assert "Attic" not in client.get("/").text


def test_each_tile_says_how_much_there_is(client: Client) -> None:
    ProductFactory.create(pieces=4, threshold=3)
    ProductFactory.create(pieces=3, threshold=3)
    ProductFactory.create(pieces=0, threshold=3)

    words = re.findall(r'data-stock="(\w+)">([^<]+)<', client.get("/").text)

    assert words == [("out", "Sold out"), ("low", "Only 3 left"), ("in", "In stock")]


@pytest.mark.usefixtures("goods")
def test_what_is_there_can_be_put_into_the_basket_from_the_list(client: Client) -> None:
    ProductFactory.create(sku="OLD-KEY", pieces=0)

    page = client.get("/").text

    assert re.findall(r'form="add-to-basket" name="sku" value="([^"]+)"', page) == [
        "TEAPOT",
        "CACTUS",
        "TALL-MUG",
    ]
    form = re.search(
        r'<form id="add-to-basket" method="post" action="/basket/add/">.*?</form>', page
    )
    assert form
    assert 'name="csrfmiddlewaretoken"' in form[0]
    assert 'name="quantity" value="1"' in form[0]


# --- search --------------------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("MUG", ["Tall mug"]),
        ("generous", ["Tall mug"]),
        ("coffee tall", ["Tall mug"]),
        ("tall cactus", []),
        ("100%", ["Tall mug"]),
        ("1_0", []),
        ("%", ["Tall mug"]),
        ("disco", []),
        ("  ", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("\x00", ["Morning <teapot> & lid", "Patient cactus", "Tall mug"]),
        ("mu\x00g", ["Tall mug"]),
        ("tall\x07\x1b mug", ["Tall mug"]),
        ("☕🫖", []),
        ("' OR 1=1; DROP TABLE inventory_product; --", []),
        ("<script>alert(1)</script>", []),
        ("<teapot>", ["Morning <teapot> & lid"]),
        ("a b c d e f g h i j k l m n o p q r s t u v w x y z", []),
    ],
)
def test_a_search_finds_what_has_all_its_words(
    client: Client, search: str, expected: list[str]
) -> None:
    response = client.get("/", {"q": search})

    assert response.status_code == 200
    assert [unescape(name) for _, name in LINK.findall(response.text)] == expected
    assert "<script>alert" not in response.text


@pytest.mark.usefixtures("goods")
def test_a_search_without_result_says_what_to_do(client: Client) -> None:
    page = client.get("/", {"q": "unicorn", "category": "garden"}).text

    assert "Results for “unicorn”" in page
    assert "Nothing on this shelf has all of these words." in page
    assert 'href="/?q=unicorn"' in page, "the same search in the whole shop"


@pytest.mark.usefixtures("goods")
def test_a_search_of_ten_thousand_characters_is_told_so(client: Client) -> None:
    page = client.get("/", {"q": "mug" * 3334}).text

    assert "A search can be 200 characters long; yours has 10,002." in page
    assert len(LINK.findall(page)) == 3


@pytest.mark.usefixtures("goods")
@pytest.mark.parametrize("category", ["attic", "\x00", "' OR 1=1", "k" * 10_000])
def test_an_unknown_shelf_is_told_so(client: Client, category: str) -> None:
    page = client.get("/", {"category": category}).text

    assert "There is no such shelf. Here is everything." in page
    assert len(LINK.findall(page)) == 3


@pytest.mark.usefixtures("goods")
def test_unknown_parameters_leave_no_trace_in_the_links(client: Client) -> None:
    """They would be another visitor's, since the list is kept for all."""
    assert "evil" not in client.get("/?utm=evil&evil=1").text.split("<main")[1]


# --- htmx and the rest ---------------------------------------------------------------------


@pytest.mark.usefixtures("goods")
def test_htmx_gets_the_shelf_without_the_frame(client: Client) -> None:
    response = client.get("/?category=garden", headers={"HX-Request": "true"})

    assert response.text.startswith("<title>Garden · Signal Shop</title>")
    assert '<div id="shelf"' in response.text
    assert "<header" not in response.text
    assert "HX-Request" in response.headers["Vary"]


def test_the_catalogue_is_read_only(client: Client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("goods")
def test_a_page_costs_two_statements_and_then_none(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get("/?sort=name")
    with django_assert_num_queries(0):
        client.get("/?sort=name")


@pytest.mark.django_db(transaction=True)
def test_a_full_page_costs_as_many_statements_as_one_with_one_product(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(30):
        ProductFactory.create()

    with django_assert_num_queries(2):
        assert len(names(client, "/?q=mug")) == 24
