"""`python -m bench.burst`: does a burst of deliveries slow the shop down?

One guest shops without a pause while a worker has nothing to do, then while it works off the
burst, then again without. The median of the guest's journeys during the burst is compared with
the median of those before and after it.
"""

import argparse
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import cycle, takewhile
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import psycopg

from bench.browser import Browser
from bench.crews import crew
from bench.databases import SERVER, Busy, database, numbers
from bench.journey import buy
from bench.load import WrongAnswer
from bench.servers import NotStarted, run
from bench.sites import Shop
from bench.workload import PRODUCTS, Pair, pairs

_WAITING = "SELECT count(*) FROM events_delivery WHERE status <> 'done' AND receiver LIKE 'post.%'"
_JOURNEYS = 15  # without the burst, before and after it


def main() -> int:
    """Return 0, or 2 if it could not be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.burst", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    deliveries = parser.parse_args().deliveries
    try:
        with database(SERVER, "burst") as url, TemporaryDirectory() as folder:
            shop = Shop(url, Path(folder), PLUGIN_APPS="bench.post")
            shop.prepare()
            with shop.serve() as server, crew("worker", 1, shop.environment):
                _measure(server.port, url, shop.environment, deliveries)
    except (Busy, NotStarted, WrongAnswer, psycopg.OperationalError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


def _measure(port: int, url: str, environment: Mapping[str, str], deliveries: int) -> None:
    _shop(port, pairs(_JOURNEYS))  # warms the caches
    before = _shop(port, pairs(_JOURNEYS))
    run("-m", "bench.post.burst", str(deliveries), env=environment)
    started = perf_counter()
    during = _shop(
        port, takewhile(lambda _: numbers(url, _WAITING) != (0,), cycle(pairs(PRODUCTS)))
    )
    seconds = perf_counter() - started
    after = _shop(port, pairs(_JOURNEYS))
    usual, busy = median(before + after), median(during)
    sys.stdout.write(
        f"{deliveries} deliveries in one burst, one worker: worked off in {seconds:.0f} s\n"
        f"a guest's journey, median: {usual * 1000:.0f} ms without, {busy * 1000:.0f} ms during"
        f" the burst ({len(during)} journeys), ratio {busy / usual:.2f}\n"
    )


def _shop(port: int, bought: Iterable[Pair]) -> list[float]:
    """Return the seconds of each journey, every one of a new guest."""
    seconds = []
    for pair in bought:
        with closing(Browser(port)) as browser:
            started = perf_counter()
            buy(browser, pair)
            seconds.append(perf_counter() - started)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
