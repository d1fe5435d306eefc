"""The ready-made parts of pages: forgotten with the change, right in a race, not needed at all."""

import logging
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from events.caching import kept
from inventory import caching, pages, selectors, services
from inventory.browsing import Browsing
from inventory.models import Category
from tests.inventory.factories import ProductFactory
from tests.inventory.shelves import complete, place

pytestmark = pytest.mark.django_db

PAGE = "/products/tall-mug/"


@pytest.fixture(autouse=True)
def _mug() -> None:
    ProductFactory.create(sku="TALL-MUG", name="Tall mug", price=Decimal("12.50"), pieces=10)
    ProductFactory.create(sku="TEAPOT", name="Teapot", pieces=10)


def warm(client: Client) -> None:
    for address in ("/", PAGE, "/products/teapot/"):
        client.get(address)


def test_a_new_price_is_on_every_page_after_the_commit(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    warm(client)

    with django_capture_on_commit_callbacks(execute=True):
        services.change_product(sku="TALL-MUG", price=Decimal("99.50"))

    for address in ("/", PAGE, "/products/teapot/"):
        assert "99.50" in client.get(address).text, address


def test_an_order_changes_what_the_pages_say_of_the_stock(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    warm(client)

    with django_capture_on_commit_callbacks(execute=True):
        place({"TALL-MUG": 8})

    for address in ("/", PAGE, "/products/teapot/"):
        assert "Only 2 left" in client.get(address).text, address


def test_a_piece_of_plenty_is_a_matter_of_its_own_page(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    warm(client)

    with django_capture_on_commit_callbacks(execute=True):
        place({"TALL-MUG": 1})

    with CaptureQueriesContext(connection) as catalogue:
        client.get("/")
    assert "inventory_product" not in str(catalogue.captured_queries)
    assert 'max="9"' in client.get(PAGE).text


def test_of_plenty_the_page_says_the_same_of_one_piece_less(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    services.receive_stock(sku="TALL-MUG", quantity=190)  # of 200 then
    warm(client)
    assert 'max="99"' in client.get(PAGE).text

    with django_capture_on_commit_callbacks(execute=True):
        place({"TALL-MUG": 101})

    with CaptureQueriesContext(connection) as page:
        assert 'max="99"' in client.get(PAGE).text
    assert "inventory_product" not in str(page.captured_queries)


def test_of_less_than_a_basket_holds_the_page_says_how_many(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    services.receive_stock(sku="TALL-MUG", quantity=190)
    warm(client)

    with django_capture_on_commit_callbacks(execute=True):
        place({"TALL-MUG": 102})
    assert 'max="98"' in client.get(PAGE).text

    with django_capture_on_commit_callbacks(execute=True):
        services.receive_stock(sku="TALL-MUG", quantity=500)
    assert 'max="99"' in client.get(PAGE).text


def test_what_is_scarce_no_more_is_in_stock_again_on_every_page(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        place({"TALL-MUG": 8})
    warm(client)

    with django_capture_on_commit_callbacks(execute=True):
        services.receive_stock(sku="TALL-MUG", quantity=50)

    for address in ("/", PAGE, "/products/teapot/"):
        assert "Only 2 left" not in client.get(address).text, address


def test_a_sale_leaves_the_pages_as_they_are(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    order = place({"TALL-MUG": 8})
    warm(client)
    token = cache.get("kept:inventory.product:tall-mug")

    with django_capture_on_commit_callbacks(execute=True):
        complete(order, {"TALL-MUG": 8})

    assert cache.get("kept:inventory.product:tall-mug") == token


def test_a_shelf_that_is_renamed_is_renamed_on_every_page(
    client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    warm(client)
    shelf = Category.objects.get(slug="kitchen")
    shelf.name = "Scullery"

    with django_capture_on_commit_callbacks(execute=True):
        services.save_category(category=shelf)

    for address in ("/", PAGE):
        assert "Scullery" in client.get(address).text, address


def test_who_read_before_the_change_does_not_put_the_old_value_back() -> None:
    """A slow reader has the old price in hand while the change commits, and keeps it last."""

    def read_slowly() -> str:
        old = selectors.product_by_slug("tall-mug")
        assert old is not None
        services.change_product(sku="TALL-MUG", price=Decimal("99.50"))
        caching.forget_pages(["tall-mug"])
        return str(old.price)

    assert kept(caching.product_page("tall-mug"), "", read_slowly) == "12.50"

    showcase = pages.showcase("tall-mug")
    assert showcase is not None
    assert showcase.product.price == Decimal("99.50")


def test_two_first_readers_agree_on_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between one's look and one's own token, another one's has come."""
    add = cache.add

    def add_second(key: str, value: str, timeout: int) -> bool:
        cache.set(key, "first", timeout)
        return add(key, value, timeout)

    monkeypatch.setattr(cache, "add", add_second, raising=False)

    kept("shelf", "piece", lambda: "made")

    assert cache.get("kept:shelf") == "first"
    assert kept("shelf", "piece", lambda: "made again") == "made"


def test_searches_are_not_kept(client: Client) -> None:
    client.get("/?q=mug")
    services.change_product(sku="TALL-MUG", name="Very tall mug")

    assert "Very tall mug" in client.get("/?q=mug").text


def test_nothing_of_a_visitor_is_in_what_is_kept(client: Client) -> None:
    token = client.get("/").context["csrf_token"]
    shelf = pages.shelf(Browsing())

    assert str(token) not in shelf.html
    assert "csrf" not in shelf.html


@pytest.fixture
def no_cache() -> Iterator[None]:
    """A cache that does not answer."""
    away = {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_connect_timeout": 0.1},
    }
    with override_settings(CACHES={"default": away}):
        yield
    caches.close_all()


@pytest.mark.usefixtures("no_cache")
def test_without_a_cache_the_pages_come_from_the_database(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with caplog.at_level(logging.WARNING):
        warm(client)
    with django_capture_on_commit_callbacks(execute=True):
        services.change_product(sku="TALL-MUG", price=Decimal("99.50"))

    assert "The cache does not answer" in caplog.text
    assert "99.50" in client.get("/").text
    assert "99.50" in client.get(PAGE).text
