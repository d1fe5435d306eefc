"""How long a customer waits, from the last click to the page that shows a paid order."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from time import perf_counter, sleep

from bench.browser import Browser
from bench.crews import PATIENCE
from bench.journey import open_checkout, submit_order
from bench.load import CLIENTS, WrongAnswer
from bench.workload import Pair, pairs

_LOOKS_EVERY = 0.02  # seconds; the shop's own page looks once a second


def measure(port: int, orders: int) -> dict[str, list[float]]:
    """Return the milliseconds of each order: one visitor after another, and CLIENTS at once."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        return {
            "1 client": [_wait(port, pair) for pair in pairs(orders)],
            f"{CLIENTS} clients": list(pool.map(lambda pair: _wait(port, pair), pairs(orders))),
        }


def _wait(port: int, products: Pair) -> float:
    with closing(Browser(port)) as browser:
        open_checkout(browser, products)
        clicked = perf_counter()
        submit_order(browser)
        while 'data-status="completed"' not in browser.page.body:
            if perf_counter() - clicked > PATIENCE:
                raise WrongAnswer(f"{browser.page.path} is not paid after {PATIENCE} seconds")
            sleep(_LOOKS_EVERY)
            browser.open(browser.page.path)
        return (perf_counter() - clicked) * 1000
