"""`python -m bench.growth`: compare a large shop with a small one, page by page and in turns.

Two processes serve the same pages from two databases. What is compared is the processor time of
the process and of its database connection.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from statistics import median
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, cast

from bench.databases import SERVER, database
from bench.servers import ROOT, shop_environment

_MOST = 1.3  # times the cost in the small shop
_ROUNDS = 7
_FASTEST = 0.1  # ms; below, the ratio says nothing


def main() -> int:
    """Return 1 where `--check` finds a page that grows."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--products", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=1_000_000, help="each has five events")
    parser.add_argument("--small", type=int, default=1_000, help="products and orders to compare")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--only", default="", help="measure the pages whose names contain this")
    parser.add_argument("--keep", action="store_true", help="keep both databases; use kept ones")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a page grows")
    given = parser.parse_args()
    with ExitStack() as opened:
        urls = [
            opened.enter_context(database(SERVER, f"growth_{name}", keep=given.keep))
            for name in ("small", "large")
        ]
        sizes = [(given.small, given.small), (given.products, given.orders)]
        shops = [
            opened.enter_context(_shop(url, products=products, orders=orders))
            for url, (products, orders) in zip(urls, sizes, strict=True)
        ]
        grown = [
            name
            for name, small, large in _measured(shops, given.only, given.rounds)
            if _report(name, small, large)
        ]
    return 1 if given.check and grown else 0


class Failed(Exception):
    """A page failed; the message is its name."""


class Shop:
    """A process that measures the page that it is asked for, by one line for each."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._ask = cast("IO[str]", process.stdin)
        self._answer = cast("IO[str]", process.stdout)

    def pages(self) -> list[str]:
        """Return the names of all pages, once the shop is filled."""
        if not (line := self._answer.readline()):
            raise Failed("start")
        return line.rstrip("\n").split("\t")

    def cost_of(self, page: str) -> float:
        """Return the processor milliseconds of a page."""
        try:
            self._ask.write(f"{page}\n")
            self._ask.flush()
        except BrokenPipeError:
            raise Failed(page) from None
        if not (line := self._answer.readline()):
            raise Failed(page)
        return float(line)


@contextmanager
def _shop(url: str, *, products: int, orders: int) -> Iterator[Shop]:
    with TemporaryDirectory() as folder, TemporaryFile("w+") as log:
        # A parallel worker's time would not be counted.
        serial = f"{url}?options=-c%20max_parallel_workers_per_gather%3D0"
        env = shop_environment(serial, folder, DATABASE_STATEMENT_TIMEOUT="0")
        command = [sys.executable, "-m", "bench.growth.shop", str(products), str(orders)]
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            yield Shop(process)
        except Failed:
            log.seek(0)
            sys.stderr.write(log.read()[-3000:])
            raise
        finally:
            process.kill()
            process.wait()


def _measured(shops: list[Shop], only: str, rounds: int) -> Iterator[tuple[str, float, float]]:
    """Yield each page with its median costs; small and large shop take turns."""
    small, large = shops
    names = [name for name in small.pages() if only in name]
    large.pages()
    for name in names:
        costs = [(small.cost_of(name), large.cost_of(name)) for _ in range(rounds)]
        yield name, median(cost for cost, _ in costs), median(cost for _, cost in costs)


def _report(name: str, small: float, large: float) -> bool:
    """Print one line; return whether the page grows too much."""
    ratio = large / max(small, _FASTEST)
    mark = "pass" if ratio <= _MOST else "FAIL"
    sys.stdout.write(f"{mark}  {name:38}{small:9.1f} ms{large:9.1f} ms{ratio:7.2f} times\n")
    sys.stdout.flush()
    return ratio > _MOST


if __name__ == "__main__":
    sys.exit(main())
