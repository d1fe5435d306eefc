"""Visits of the shop, with the SQL statements of each step."""

from contextlib import closing

from bench.browser import Answer, Browser
from bench.journey import buy, put_into_basket
from bench.workload import catalogue, product_path

_PRODUCTS = (product_path(1), product_path(2))


def warm_pages(port: int) -> list[Answer]:
    """Return the answers for warm catalogue and product, without and with a basket."""
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
    """Return all answers of a guest who orders two products, including redirects."""
    with closing(Browser(port)) as browser:
        buy(browser, _PRODUCTS)
        return browser.history
