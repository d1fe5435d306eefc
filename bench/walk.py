"""One visitor's walk through the shop, and how many SQL statements each step takes."""

from contextlib import closing

from bench.browser import Answer, Browser
from bench.journey import buy, put_into_basket
from bench.workload import catalogue, product_path

_PRODUCTS = (product_path(1), product_path(2))


def warm_pages(port: int) -> list[Answer]:
    """Catalogue and product, for a visitor without and with a basket, seen before."""
    pages = [catalogue().path, _PRODUCTS[0]]
    answers = []
    with closing(Browser(port)) as browser:
        for path in pages:
            browser.open(path)
            browser.open(path)
            answers.append(browser.page)
        put_into_basket(browser, _PRODUCTS[0])
        for path in pages:
            browser.open(path)
            answers.append(browser.page)
    return answers


def journey(port: int) -> list[Answer]:
    """Every answer of a guest's way to an order of two products, redirects included."""
    with closing(Browser(port)) as browser:
        buy(browser, _PRODUCTS)
        return browser.history
