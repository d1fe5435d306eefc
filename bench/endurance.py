"""`python -m bench.endurance`: 32 guests shop without a pause for ten minutes.

Every answer is checked. At the end: the times of the final POST, and the memory of the web workers
and delivery workers after a fifth of the time and at the end.
"""

import argparse
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import psycopg

from bench.browser import Browser
from bench.cost import Meter, resident
from bench.crews import crew
from bench.databases import SERVER, Busy, database, numbers
from bench.journey import open_checkout, submit_order
from bench.load import WrongAnswer
from bench.servers import NotStarted
from bench.sites import Shop
from bench.workload import PRODUCTS, Pair, pairs

_WARM = 0.2  # of the time, after which memory must not grow any more
_WORK = """
    SELECT (SELECT count(*) FROM orders_order),
           (SELECT count(*) FROM events_delivery WHERE status = 'done'),
           (SELECT count(*) FROM events_delivery WHERE status = 'failed')
"""


@dataclass(slots=True)
class Shopping:
    """What all guests together did: requests, and the seconds of each final POST."""

    requests: int = 0
    posts: list[float] = field(default_factory=list)


def main() -> int:
    """Return 0, or 2 if an answer was wrong or nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description=__doc__)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    try:
        with database(SERVER, "endurance") as url, TemporaryDirectory() as folder:
            shop = Shop(url, Path(folder))
            shop.prepare()
            with shop.serve() as server, crew("worker", arguments.workers, shop.environment) as ids:
                with closing(Meter(server_pid=server.pid, database=url)) as meter:
                    _measure(server.port, meter, ids, arguments.clients, arguments.minutes * 60)
                _print_work(url)
    except (Busy, NotStarted, WrongAnswer, psycopg.OperationalError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    return 0


def _measure(port: int, meter: Meter, workers: list[int], clients: int, seconds: float) -> None:
    end = perf_counter() + seconds
    bought = cycle(pairs(PRODUCTS))
    with ThreadPoolExecutor(clients) as pool:
        guests = [pool.submit(_shop, port, bought, end) for _ in range(clients)]
        sleep(seconds * _WARM)
        warm = _memory(meter, workers)
        shopped = [guest.result() for guest in guests]
    last = _memory(meter, workers)
    posts = [second for one in shopped for second in one.posts]
    p99 = quantiles(posts, n=100)[-1]
    sys.stdout.write(
        f"{sum(one.requests for one in shopped)} requests of {clients} guests in"
        f" {seconds / 60:g} minutes, each answered as expected\n"
        f"final POST: median {median(posts) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms,"
        f" ratio {p99 / median(posts):.1f}\n"
    )
    for name, before, after in zip(("web worker", "delivery worker"), warm, last, strict=True):
        sys.stdout.write(f"{name}: {before:.0f} MiB after {_WARM:.0%}, {after:.0f} at the end\n")


def _memory(meter: Meter, workers: list[int]) -> tuple[float, float]:
    """Return the MiB of the largest web worker and of the largest delivery worker."""
    return meter.memory() or 0.0, max(map(resident, workers))


def _shop(port: int, bought: Iterator[Pair], end: float) -> Shopping:
    """Buy as a new guest each time, until the end. Raise WrongAnswer."""
    done = Shopping()
    while perf_counter() < end:
        with closing(Browser(port)) as browser:
            open_checkout(browser, next(bought))
            clicked = perf_counter()
            submit_order(browser)
            done.posts.append(perf_counter() - clicked)
            done.requests += len(browser.history)
    return done


def _print_work(url: str) -> None:
    orders, done, failed = numbers(url, _WORK)
    sys.stdout.write(f"{orders} orders, {done} deliveries done, {failed} failed\n")


if __name__ == "__main__":
    sys.exit(main())
