"""The benchmark's guest buys in the real shop; the benchmark's goods are on its shelves."""

from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from pytest_django.live_server_helper import LiveServer

from bench import walk
from bench.browser import Browser
from bench.journey import final_post, go_to_checkout, prepared_post
from bench.load import Connection, WrongAnswer, load
from bench.seeding import fill
from bench.workload import PIECES, catalogue, pairs, product_page
from inventory.models import Stock
from orders.models import Order

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def port(live_server: LiveServer) -> int:
    fill(products=3)
    return urlsplit(live_server.url).port or 80


@pytest.fixture
def browser(port: int) -> Iterator[Browser]:
    with closing(Browser(port)) as browser:
        yield browser


def test_a_guest_buys_two_products_in_nine_requests(port: int) -> None:
    answers = walk.journey(port)

    order = Order.objects.get()
    assert order.status == "completed"
    assert order.lines.count() == 2
    assert len(answers) == 9
    assert final_post(answers).location == order.get_absolute_url()
    assert Stock.objects.filter(sold=1, available=PIECES - 1).count() == 2


def test_a_prepared_order_is_placed_by_its_last_request_alone(port: int, browser: Browser) -> None:
    go_to_checkout(browser, pairs(1)[0])
    post = prepared_post(browser)
    assert not Order.objects.exists()

    with closing(Connection(port)) as connection:
        connection.ask(post)

    assert Order.objects.get().status == "completed"


def test_pages_are_recognised_by_their_words(port: int) -> None:
    result = load(port, iter([catalogue(), product_page(1), product_page(2)]))

    assert result.requests == 3


def test_a_missing_page_counts_for_nothing(port: int) -> None:
    with pytest.raises(WrongAnswer, match="article-0004"):
        load(port, iter([product_page(number) for number in (1, 2, 3, 4)]))


def test_a_form_without_the_fields_to_fill_in_is_no_way_to_an_order(browser: Browser) -> None:
    browser.open(catalogue().path)

    with pytest.raises(WrongAnswer, match="no form to /checkout/"):
        browser.submit("/checkout/", email="ada@example.com")


def test_a_page_that_is_not_there_ends_the_walk(browser: Browser) -> None:
    with pytest.raises(WrongAnswer, match="404"):
        browser.open("/products/unicorn/")
