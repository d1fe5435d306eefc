"""The journey of a guest who buys two products, through pages and forms of the shop."""

import re
from collections.abc import Iterable

from bench.browser import Answer, Browser
from bench.load import Request, WrongAnswer

CHECKOUT = "/checkout/"
_ANSWERS = {
    "email": "ada@example.com",
    "name": "Ada Lovelace",
    "address": "12 St James's Square",
    "postcode": "SW1Y 4JH",
    "city": "London",
    "country": "GB",
    "card_number": "4242 4242 4242 4242",
    "card_expiry": "12/40",
    "card_cvc": "123",
}
_PLACED = re.compile(r'data-order-number="[^"]+"[^>]* data-status="(pending|completed)"')


def put_into_basket(browser: Browser, product: str) -> None:
    """Add a product to the basket from its page."""
    browser.open(product)
    browser.submit("/basket/add/", quantity="1")


def open_checkout(browser: Browser, products: Iterable[str]) -> None:
    """Fill the basket with products, given by their paths, and open the checkout."""
    for product in products:
        put_into_basket(browser, product)
    browser.open(CHECKOUT)


def buy(browser: Browser, products: tuple[str, str]) -> None:
    """Buy two products, up to the page of the order; raise WrongAnswer if there is none.

    A worker charges the card afterwards, so the page may still wait for the bank.
    """
    open_checkout(browser, products)
    submit_order(browser)


def submit_order(browser: Browser) -> None:
    """Submit the checkout; raise WrongAnswer unless that leads to the page of an order."""
    submit_answers(browser)
    if not _PLACED.search(browser.page.body):
        raise WrongAnswer(f"{browser.page.path} is not the page of an order")


def submit_answers(browser: Browser) -> None:
    """Submit the checkout."""
    browser.submit(CHECKOUT, **_ANSWERS)


def prepared_post(browser: Browser) -> Request:
    """Return the last request of the checkout, with the cookies of this browser."""
    return Request(
        method="POST",
        path=CHECKOUT,
        status=303,
        marker="Location: /orders/",
        cookies=browser.cookies,
        body=browser.filled(CHECKOUT, **_ANSWERS),
    )


def final_post(answers: Iterable[Answer]) -> Answer:
    """Return the answer that placed the order."""
    return next(one for one in answers if (one.method, one.path) == ("POST", CHECKOUT))
