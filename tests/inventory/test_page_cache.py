"""The cached parts of pages: invalidated after the commit, free of personal data, optional."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from inventory import selectors, services
from inventory.models import Category
from tests.inventory.factories import ProductFactory
from tests.inventory.orders import committed, complete, place

pytestmark = pytest.mark.django_db

PAGE = "/products/tall-mug/"
PAGES = ("/", PAGE, "/products/teapot/")
NO_CACHE = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}


@pytest.fixture(autouse=True)
def _products() -> None:
    ProductFactory.create(sku="TALL-MUG")
    ProductFactory.create(sku="TEAPOT")


def fill_cache(client: Client) -> None:
    for address in PAGES:
        client.get(address)


def cheapen() -> None:
    services.change_product(sku="TALL-MUG", price=Decimal("1.50"))


def order_eight() -> None:
    place({"TALL-MUG": 8})


def rename_category() -> None:
    category = Category.objects.get(slug="kitchen")
    category.name = "Scullery"
    services.save_category(category=category)


@pytest.mark.parametrize(
    ("change", "text"),
    [(cheapen, "€1.50"), (order_eight, "Only 2 left"), (rename_category, "Scullery")],
)
def test_change_is_on_every_page_after_the_commit(
    client: Client, change: Callable[[], None], text: str
) -> None:
    fill_cache(client)

    with committed():
        change()

    for address in PAGES:
        assert text in client.get(address).text, address


@contextmanager
def unread(table: str) -> Iterator[None]:
    """Check that the pages of the block are cached: they do not read this table."""
    with CaptureQueriesContext(connection) as queries:
        yield
    assert table not in str(queries.captured_queries)


def test_order_of_plentiful_product_keeps_cached_catalogue(client: Client) -> None:
    fill_cache(client)

    with committed():
        place({"TALL-MUG": 1})

    with unread("inventory_product"):
        client.get("/")
    assert 'max="9"' in client.get(PAGE).text


def test_order_of_abundant_product_keeps_its_page(client: Client) -> None:
    services.receive_stock(sku="TALL-MUG", quantity=90)
    fill_cache(client)

    with committed():
        place({"TALL-MUG": 1})
    with unread("inventory_product"):
        assert 'max="99"' in client.get(PAGE).text

    with committed():
        place({"TALL-MUG": 1})
    assert 'max="98"' in client.get(PAGE).text


def test_received_stock_is_on_every_page(client: Client) -> None:
    with committed():
        place({"TALL-MUG": 8})
    fill_cache(client)

    with committed():
        services.receive_stock(sku="TALL-MUG", quantity=50)

    for address in PAGES:
        assert "Only 2 left" not in client.get(address).text, address


def test_sale_keeps_cached_pages(client: Client) -> None:
    order = place({"TALL-MUG": 8})
    fill_cache(client)

    with committed():
        complete(order, {"TALL-MUG": 8})

    with unread("inventory_product"):
        fill_cache(client)


def test_slow_reader_does_not_restore_old_catalogue(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The price changes after the reader's query and before the page is stored."""
    render = selectors.catalogue_page

    def read_slowly(query: selectors.CatalogueQuery) -> selectors.CataloguePage:
        page = render(query)
        services.change_product(sku="TALL-MUG", price=Decimal("99.50"))
        services.invalidate_catalogue()
        return page

    with monkeypatch.context() as patch:
        patch.setattr(selectors, "catalogue_page", read_slowly)
        assert "12.50" in client.get("/").text

    assert "99.50" in client.get("/").text


def test_searches_are_not_cached(client: Client) -> None:
    client.get("/?q=mug")
    services.change_product(sku="TALL-MUG", name="Very tall mug")

    assert "Very tall mug" in client.get("/?q=mug").text


@pytest.mark.parametrize("address", ["/", PAGE])
def test_cached_parts_contain_no_csrf_token(client: Client, address: str) -> None:
    context = client.get(address).context

    assert "csrf" not in context["shelf" if address == "/" else "showcase"].html


def test_unknown_products_are_not_cached(client: Client) -> None:
    assert client.get("/products/blue-mug/").status_code == 404
    ProductFactory.create(sku="BLUE-MUG")

    assert client.get("/products/blue-mug/").status_code == 200


@override_settings(CACHES={"default": NO_CACHE, "sessions": NO_CACHE})
def test_pages_work_without_a_cache(client: Client) -> None:
    fill_cache(client)
    with committed():
        services.change_product(sku="TALL-MUG", price=Decimal("99.50"))

    assert "99.50" in client.get("/").text
    assert "99.50" in client.get(PAGE).text
