"""The page of a product: its facts, its stock and the panels of other apps."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from inventory import services
from inventory.signals import ProductPagePanels, product_page_panels
from storefront.panels import Panel
from tests.counting import statements
from tests.inventory.factories import CategoryFactory, ProductFactory
from tests.inventory.test_catalogue import LINK

pytestmark = pytest.mark.django_db

PAGE = "/products/tall-mug/"
questions: list[ProductPagePanels] = []


def answer_with_points(*, question: ProductPagePanels, **kwargs: object) -> Sequence[Panel]:
    questions.append(question)
    return [Panel(app="loyalty", title="Points", template="inventory/shipping_facts.html")]


@pytest.fixture
def asked() -> Iterator[list[ProductPagePanels]]:
    """Return the questions of the pages; the answer is a panel with the title Points."""
    product_page_panels.connect(answer_with_points)
    yield questions
    product_page_panels.disconnect(answer_with_points)
    questions.clear()


def test_page_shows_the_product(client: Client, mug: str) -> None:
    services.change_product(sku=mug, description="For <coffee>.\n\nOr tea.")

    page = client.get(PAGE).text

    assert "<title>Tall mug · Signal Shop</title>" in page
    assert "<h1>Tall mug</h1>" in page
    assert "€12.50" in page
    assert "<p>For &lt;coffee&gt;.</p>\n\n<p>Or tea.</p>" in page
    assert 'data-hue="30"' in page
    assert "☕" in page
    assert '<a href="/?category=kitchen">Kitchen</a>' in page
    assert "Returns" in page


def test_basket_form_works_without_javascript(client: Client, mug: str) -> None:
    form = re.search(
        r'<form id="add-to-basket" class="buy".*?</form>', client.get(PAGE).text, re.DOTALL
    )

    assert form
    assert 'method="post" action="/basket/add/"' in form[0]
    assert '<input type="hidden" name="sku" value="TALL-MUG">' in form[0]
    assert 'max="10"' in form[0]
    assert "csrfmiddlewaretoken" in form[0]


@pytest.mark.parametrize(
    ("pieces", "words", "most"),
    [(200, "In stock", "99"), (10, "In stock", "10"), (3, "Only 3 left", "3"), (0, "Sold out", "")],
)
def test_page_shows_the_stock(client: Client, pieces: int, words: str, most: str) -> None:
    ProductFactory.create(sku="TALL-MUG", pieces=pieces, threshold=3)

    page = client.get(PAGE).text

    assert words in page
    assert re.findall(r'class="buy".*? max="(\d+)"', page, re.DOTALL) == ([most] if most else [])


def test_sale_price_is_shown_with_the_old_one(client: Client, mug: str) -> None:
    services.change_product(sku=mug, price=Decimal("9.90"), old_price=Decimal("12.50"))

    for address in ("/", PAGE):
        page = client.get(address).text
        assert "€9.90" in page
        assert re.search(r'<s class="old-price">.*?€12.50</s>', page)


def test_withdrawn_product_is_gone(client: Client, mug: str) -> None:
    services.withdraw_product(sku=mug)

    response = client.get(PAGE)

    assert response.status_code == 410
    assert "We no longer sell this product." in response.text
    assert 'class="buy"' not in response.text


def test_coming_product_cannot_be_bought_yet(client: Client, mug: str) -> None:
    services.change_product(sku=mug, status="coming_soon")

    for address in ("/", PAGE):
        response = client.get(address)
        assert response.status_code == 200
        assert "Coming soon" in response.text
        assert "Add to basket</button>" not in response.text
        assert 'name="sku"' not in response.text


def test_draft_has_no_page(client: Client, mug: str) -> None:
    services.change_product(sku=mug, status="draft")

    assert client.get(PAGE).status_code == 404
    assert "Tall mug" not in client.get("/").text


@pytest.mark.parametrize("slug", ["no-such-mug", "m" * 101, "m" * 5_000])
def test_unknown_product_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"/products/{slug}/").status_code == 404


def test_related_products_are_from_the_same_category(client: Client, mug: str) -> None:
    for number in range(6):
        ProductFactory.create(sku=f"BOWL-{number}", pieces=number)
    ProductFactory.create(sku="CACTUS", category=CategoryFactory.create(name="Garden"))
    services.withdraw_product(sku="BOWL-5")

    related = client.get(PAGE).text.split('id="related"')[1]

    assert [name for _, name in LINK.findall(related)] == ["Bowl 4", "Bowl 3", "Bowl 2", "Bowl 1"]


def test_other_apps_add_panels(client: Client, mug: str, asked: list[ProductPagePanels]) -> None:
    page = client.get(PAGE).text

    assert '<section class="panel" data-app="loyalty"><h2>Points</h2>' in page
    assert asked == [
        ProductPagePanels(
            sku="TALL-MUG", name="Tall mug", available=10, on_sale=True, viewer_id=None
        )
    ]


def test_panels_are_asked_for_each_visitor(
    client: Client, mug: str, asked: list[ProductPagePanels]
) -> None:
    user = User.objects.create_user("ada@example.com")
    client.get(PAGE)
    client.force_login(user)
    client.get(PAGE)

    assert [question.viewer_id for question in asked] == [None, user.pk]


@pytest.mark.django_db(transaction=True)
def test_cached_page_needs_no_statement(client: Client, mug: str) -> None:
    with statements(exactly=2):  # the product, the related products
        client.get(PAGE)
    with statements(exactly=0):
        client.get(PAGE)
