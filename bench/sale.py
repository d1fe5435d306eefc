"""`python -m bench.sale`: a flash sale over HTTP, on gunicorn and PostgreSQL.

All buyers fill their baskets first. Then all of them submit the checkout at the same moment, and
the answer of each is checked: an order, or a page that says in words that the product is sold
out.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
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
_STOCK = """
    SELECT (SELECT count(*) FROM orders_order WHERE status = 'completed'),
           (SELECT count(*) FROM orders_order WHERE status <> 'completed'),
           (SELECT sold FROM inventory_stock WHERE sku = 'BENCH-0001'),
           (SELECT reserved + available FROM inventory_stock WHERE sku = 'BENCH-0001')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The answer that one buyer got, and the seconds until it came."""

    answer: str
    status: int
    seconds: float


def main() -> int:
    """Return 0, or 2 if the sale went wrong or could not be held."""
    parser = argparse.ArgumentParser(prog="python -m bench.sale", description=__doc__)
    parser.add_argument("--buyers", type=int, default=2000)
    parser.add_argument("--pieces", type=int, default=100)
    arguments = parser.parse_args()
    buyers, pieces = arguments.buyers, arguments.pieces
    try:
        with database(SERVER, "sale") as url, TemporaryDirectory() as folder:
            shop = Shop(url, Path(folder))
            shop.prepare(products=5, pieces=pieces)
            with shop.serve() as server:
                outcomes = _hold(server.port, buyers)
            shop.settle()
            _check(url, outcomes, pieces)
    except (Busy, Disagreement, NotStarted, WrongAnswer, psycopg.OperationalError) as problem:
        sys.stderr.write(f"This sale went wrong. {problem}\n")
        return 2
    _print(outcomes, pieces)
    return 0


def _hold(port: int, buyers: int) -> list[Outcome]:
    """Let every buyer submit the checkout of one piece at the same moment."""
    with ThreadPoolExecutor(CLIENTS) as pool:
        browsers = list(pool.map(lambda _: _prepared(port), range(buyers)))
    start = Barrier(buyers)

    def buy(browser: Browser) -> Outcome:
        start.wait()
        clicked = perf_counter()
        submit_answers(browser)
        seconds = perf_counter() - clicked
        browser.close()
        first = next(a for a in reversed(browser.history) if a.method == "POST")
        return Outcome(answer=_answer(browser), status=first.status, seconds=seconds)

    with ThreadPoolExecutor(buyers) as pool:
        return list(pool.map(buy, browsers))


def _prepared(port: int) -> Browser:
    browser = Browser(port, timeout=_PATIENCE, accepts=(200, 409))
    open_checkout(browser, (product_path(1),))
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
    sold = min(pieces, len(outcomes))
    confirmed = sum(outcome.answer == "order" for outcome in outcomes)
    found = (confirmed, *numbers(url, _STOCK))
    expected = (sold, sold, 0, sold, pieces - sold)
    if found != expected:
        raise Disagreement(f"Confirmed, paid, other orders, sold, left: {found}, not {expected}.")


def _print(outcomes: Sequence[Outcome], pieces: int) -> None:
    seconds = sorted(outcome.seconds for outcome in outcomes)
    sys.stdout.write(f"{len(outcomes)} buyers for {pieces} pieces, at the same moment\n")
    for (answer, status), count in sorted(Counter((o.answer, o.status) for o in outcomes).items()):
        sys.stdout.write(f"{count:6}  {answer} (HTTP {status})\n")
    sys.stdout.write(
        f"answers after {median(seconds):.1f} s (median), {seconds[-1]:.1f} s (last)\n"
    )


if __name__ == "__main__":
    sys.exit(main())
