"""`python -m bench.deliveries`: durable deliveries a second, by engine, workers and database.

Each event has three receivers that do nothing; a second signal has one that waits 20 ms. Every
round measures all crews in turn, and an empty task of Celery alone (`bare`) with as many
processes. The median of the rounds counts.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from bench.databases import SERVER, Busy, database, sqlite
from bench.servers import ROOT, NotStarted, shop_environment

_BROKER = "amqp://guest:guest@127.0.0.1:5672//"
_ONE = ("worker", 1)


@dataclass(frozen=True, slots=True)
class Figure:
    """How many deliveries a second a crew made in one round; `of` is what was delivered."""

    engine: str
    workers: int
    of: str
    rate: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.deliveries", description=__doc__)
    parser.add_argument("--deliveries", type=int, default=2400, help="for each figure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=["worker", "celery", "bare"])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    arguments = parser.parse_args()
    try:
        for name in arguments.databases:
            with _DATABASES[name]() as url, TemporaryDirectory() as kept:
                rounds = [list(_measured(url, kept, arguments)) for _ in range(arguments.rounds)]
            sys.stdout.writelines(f"{line}\n" for line in report(name, rounds))
            sys.stdout.flush()
    except (Busy, NotStarted, psycopg.OperationalError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


def report(database: str, rounds: list[list[Figure]]) -> Iterator[str]:
    """Yield a line for each crew: its rate, also of one worker's and of Celery's own."""
    for one in rounds[0]:
        rates, of_one, of_bare = [], [], []
        for figures in rounds:
            found = {(f.engine, f.workers): f.rate for f in figures if f.of == one.of}
            rate = found[one.engine, one.workers]
            rates.append(rate)
            if _ONE in found:
                of_one.append(rate / found[_ONE])
            if ("bare", one.workers) in found:
                of_bare.append(rate / found["bare", one.workers])
        yield (
            f"{database:10}  {one.of:18}  {one.workers} x {one.engine:6}"
            f"{median(rates):8.0f} a second"
            + (f"{median(of_one):8.2f} of one worker" if of_one else "")
            + (f"{100 * median(of_bare):6.0f} % of Celery alone" if of_bare else "")
        )


def _measured(url: str, kept: str, arguments: argparse.Namespace) -> Iterator[Figure]:
    """One round; raises NotStarted where the other process fails."""
    command = [
        *(sys.executable, "-m", "bench.post", "--deliveries", str(arguments.deliveries)),
        *("--engines", *arguments.engines),
        *("--workers", *map(str, arguments.workers)),
    ]
    env = shop_environment(
        url,
        kept,
        EVENTS_BROKER_URL=os.environ.get("BENCH_BROKER_URL") or _BROKER,
        PLUGIN_APPS="bench.post",
    )
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise NotStarted("Deliveries could not be measured.")
    for line in done.stdout.splitlines():
        yield Figure(**json.loads(line))


_DATABASES = {"postgresql": lambda: database(SERVER, "deliveries"), "sqlite": sqlite}

if __name__ == "__main__":
    sys.exit(main())
