"""A product's page: what it is, what it costs, how much is there, and what others add."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from inventory import services
from inventory.signals import ProductPageShown, product_page_shown
from storefront.panels import Panel
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.test_catalogue import LINK

pytestmark = pytest.mark.django_db

PAGE = "/products/tall-mug/"
asked: list[ProductPageShown] = []


def add_a_panel(*, question: ProductPageShown, **kwargs: object) -> Sequence[Panel]:
    asked.append(question)
    return [Panel(app="loyalty", title="Points", template="inventory/stock.html")]


@pytest.fixture
def questions() -> Iterator[list[ProductPageShown]]:
    """What the pages ask of other apps; the answer is a panel called Points."""
    product_page_shown.connect(add_a_panel)
    yield asked
    product_page_shown.disconnect(add_a_panel)
    asked.clear()


@pytest.fixture
def mug() -> str:
    ProductFactory.create(
        sku="TALL-MUG",
        name="Tall mug",
        price=Decimal("12.50"),
        emoji="☕",
        description="For <coffee>.\n\nOr tea.",
        category=CategoryFactory.create(name="Kitchen", hue=30),
    )
    return "TALL-MUG"


def test_the_page_says_what_it_is_and_what_it_costs(client: Client, mug: str) -> None:
    page = client.get(PAGE).text

    assert "<title>Tall mug · Signal Shop</title>" in page
    assert "<h1>Tall mug</h1>" in page
    assert "€12.50" in page
    assert "<p>For &lt;coffee&gt;.</p>\n\n<p>Or tea.</p>" in page
    assert 'data-hue="30"' in page
    assert "☕" in page
    assert '<a href="/?category=kitchen">Kitchen</a>' in page


def test_it_can_be_put_into_the_basket_without_javascript(client: Client, mug: str) -> None:
    form = re.search(r'<form class="buy".*?</form>', client.get(PAGE).text, re.DOTALL)

    assert form
    assert 'method="post" action="/basket/add/"' in form[0]
    assert '<input type="hidden" name="sku" value="TALL-MUG">' in form[0]
    assert 'max="10"' in form[0]
    assert "csrfmiddlewaretoken" in form[0]


@pytest.mark.parametrize(
    ("pieces", "words"), [(10, "In stock"), (3, "Only 3 left"), (0, "Sold out")]
)
def test_the_page_says_how_much_is_there(client: Client, pieces: int, words: str) -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=pieces, threshold=3)

    page = client.get(PAGE).text

    assert words in page
    assert ('class="buy"' in page) is (pieces > 0)


def test_a_withdrawn_product_says_that_it_is_gone(client: Client, mug: str) -> None:
    services.withdraw_product(sku=mug)

    response = client.get(PAGE)

    assert response.status_code == 410
    assert "We no longer sell this." in response.text
    assert 'class="buy"' not in response.text


@pytest.mark.parametrize("slug", ["no-such-mug", "m" * 101, "m" * 5_000])
def test_an_unknown_product_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/products/{slug}/").status_code == 404


def test_what_stands_beside_it_is_from_the_same_shelf(client: Client, mug: str) -> None:
    for number in range(6):
        ProductFactory.create(sku=f"BOWL-{number}", pieces=number)
    ProductFactory.create(sku="CACTUS", category=CategoryFactory.create(name="Garden"))
    services.withdraw_product(sku="BOWL-5")

    beside = client.get(PAGE).text.split('id="beside"')[1]

    assert [name for _, name in LINK.findall(beside)] == ["Bowl 4", "Bowl 3", "Bowl 2", "Bowl 1"]


def test_other_apps_are_asked_what_they_add(
    client: Client, mug: str, questions: list[ProductPageShown]
) -> None:
    page = client.get(PAGE).text

    assert questions == [
        ProductPageShown(sku=mug, name="Tall mug", available=10, on_sale=True, viewer_id=None)
    ]
    assert '<section class="panel" data-app="loyalty"><h2>Points</h2>' in page


def test_other_apps_know_who_is_looking(
    client: Client, mug: str, questions: list[ProductPageShown]
) -> None:
    kim = User.objects.create_user("kim@example.com")
    client.force_login(kim)

    client.get(PAGE)
    client.get(PAGE)

    assert [question.viewer_id for question in questions] == [kim.pk, kim.pk]


@pytest.mark.django_db(transaction=True)
def test_a_page_costs_two_statements_and_then_none(
    client: Client, mug: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)
