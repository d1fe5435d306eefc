"""`python -m bench.sale`: a flash sale over HTTP, on gunicorn and PostgreSQL.

All buyers fill their baskets first. Then all of them submit the checkout at the same moment, and
the answer of each is checked: an order, or a page that says in words that the product is sold
out. Other customers submit the checkout of other products in the same crowd. Then the same crowd
comes again, and no customer wants the scarce product: the difference is what the sale costs the
other customers.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier
from time import perf_counter

import psycopg

from bench.browser import Browser
from bench.databases import SERVER, Busy, database, numbers
from bench.journey import CHECKOUT, open_checkout, submit_answers
from bench.load import CLIENTS, WrongAnswer
from bench.proof import Disagreement
from bench.servers import NotStarted
from bench.sites import Shop
from bench.workload import product_path

_PATIENCE = 1800  # seconds, for the last of all answers
_SOLD_OUT = ("This product is sold out.", "nothing in your basket that can be ordered")
_SALE = 1  # the number of the scarce product
_STOCK = """
    SELECT (SELECT count(*) FROM orders_order o JOIN orders_line line ON line.order_id = o.id
            WHERE status = 'completed' AND sku = 'BENCH-0001'),
           (SELECT count(*) FROM orders_order WHERE status = 'completed'),
           (SELECT count(*) FROM orders_order WHERE status <> 'completed'),
           (SELECT sold FROM inventory_stock WHERE sku = 'BENCH-0001'),
           (SELECT reserved + available FROM inventory_stock WHERE sku = 'BENCH-0001')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer that one buyer got, and the seconds until it came."""

    product: int
    answer: str
    status: int
    seconds: float


def main() -> int:
    """Return 0, or 2 if the sale went wrong or could not be held."""
    parser = argparse.ArgumentParser(prog="python -m bench.sale", description=__doc__)
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--pieces", type=int, default=100)
    parser.add_argument("--others", type=int, default=200, help="customers of other products")
    arguments = parser.parse_args()
    buyers, pieces, others = arguments.buyers, arguments.pieces, arguments.others
    own = [_SALE + 1 + number for number in range(others)]  # a product for each other customer
    try:
        with database(SERVER, "sale") as url, TemporaryDirectory() as folder:
            shop = Shop(url, Path(folder))
            shop.prepare(products=_SALE + max(others, 1), pieces=pieces)
            with shop.serve() as server:
                sale = _hold(server.port, [*[_SALE] * buyers, *own])
            shop.settle()
            _check(url, sale, pieces)
            with shop.serve() as server:
                usual = _hold(server.port, [*islice(cycle(own), buyers), *own]) if own else []
    except (Busy, Disagreement, NotStarted, WrongAnswer, psycopg.OperationalError) as problem:
        sys.stderr.write(f"This sale went wrong. {problem}\n")
        return 2
    _print(sale, pieces)
    if own:
        _compare(sale, usual[buyers:])
    return 0


def _hold(port: int, wanted: Sequence[int]) -> list[Outcome]:
    """Let customers, each with one piece of a product, submit the checkout at the same moment."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        browsers = list(pool.map(lambda product: _prepared(port, product), wanted))
    start = Barrier(len(wanted))

    def buy(browser: Browser, product: int) -> Outcome:
        start.wait()
        clicked = perf_counter()
        submit_answers(browser)
        seconds = perf_counter() - clicked
        browser.close()
        first = next(a for a in reversed(browser.history) if a.method == "POST")
        return Outcome(
            product=product, answer=_answer(browser), status=first.status, seconds=seconds
        )

    with ThreadPoolExecutor(len(wanted)) as pool:
        return list(pool.map(buy, browsers, wanted))


def _prepared(port: int, product: int) -> Browser:
    browser = Browser(port, timeout=_PATIENCE, accepts=(200, 409))
    open_checkout(browser, (product_path(product),))
    browser.close()  # until the sale begins
    return browser


def _answer(browser: Browser) -> str:
    body = browser.page.body
    if "data-order-number=" in body:
        return "order"
    if any(words in body for words in _SOLD_OUT):
        return "sold out"
    raise WrongAnswer(f"{CHECKOUT} led to {browser.page.path} without an order or a reason")


def _check(url: str, outcomes: Sequence[Outcome], pieces: int) -> None:
    """Raise Disagreement unless exactly the pieces were sold, one for each confirmed order."""
    buyers = [outcome for outcome in outcomes if outcome.product == _SALE]
    others = len(outcomes) - len(buyers)
    sold = min(pieces, len(buyers))
    confirmed = sum(outcome.answer == "order" for outcome in buyers)
    found = (confirmed, *numbers(url, _STOCK))
    expected = (sold, sold, sold + others, 0, sold, pieces - sold)
    if found != expected:
        raise Disagreement(
            f"Confirmed, paid, all paid, other orders, sold, left: {found}, not {expected}."
        )


def _print(outcomes: Sequence[Outcome], pieces: int) -> None:
    buyers = [outcome for outcome in outcomes if outcome.product == _SALE]
    seconds = sorted(outcome.seconds for outcome in buyers)
    sys.stdout.write(f"{len(buyers)} buyers for {pieces} pieces, at the same moment\n")
    for (answer, status), count in sorted(Counter((o.answer, o.status) for o in buyers).items()):
        sys.stdout.write(f"{count:6}  {answer} (HTTP {status})\n")
    sys.stdout.write(
        f"answers after {median(seconds):.1f} s (median), {seconds[-1]:.1f} s (last)\n"
    )


def _compare(sale: Sequence[Outcome], usual: Sequence[Outcome]) -> None:
    """Print how long the other customers waited in the sale, and in a crowd without one."""
    during = median(outcome.seconds for outcome in sale if outcome.product != _SALE)
    without = median(outcome.seconds for outcome in usual)
    sys.stdout.write(
        f"{len(usual)} customers of other products: answers after {during:.1f} s (median);"
        f" {without:.1f} s in the same crowd without a sale, ratio {during / without:.2f}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
