"""`python -m bench.deliveries`: durable deliveries a second, by engine, workers and database.

Measured is the kernel with a receiver that does nothing, and with one that waits 20 ms. Every
round measures all in turn, and compares them with its own single worker; the median of the
rounds counts, since other work on the machine comes and goes.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryDirectory

from bench.databases import database
from bench.servers import ROOT, NotStarted, environment

_SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
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
    parser.add_argument("--deliveries", type=int, default=500, help="for each figure")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--engines", nargs="+", default=["worker", "celery"])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    arguments = parser.parse_args()
    try:
        for name in arguments.databases:
            with _DATABASES[name]() as url, TemporaryDirectory() as kept:
                rounds = [list(_measured(url, kept, arguments)) for _ in range(arguments.rounds)]
            sys.stdout.writelines(f"{line}\n" for line in report(name, rounds))
            sys.stdout.flush()
    except NotStarted as reason:
        sys.stderr.write(f"{reason}\n")
        return 2
    return 0


def report(database: str, rounds: list[list[Figure]]) -> Iterator[str]:
    """A line for each crew: its rate, and how that is to one worker of the same round."""
    for one in rounds[0]:
        rates, shares = [], []
        for figures in rounds:
            found = {(f.engine, f.workers): f.rate for f in figures if f.of == one.of}
            rates.append(found[one.engine, one.workers])
            if _ONE in found:
                shares.append(rates[-1] / found[_ONE])
        yield (
            f"{database:10}  {one.of:18}  {one.workers} x {one.engine:6}"
            f"{median(rates):8.0f} a second"
            + (f"{median(shares):8.2f} of one worker" if shares else "")
        )


def _measured(url: str, kept: str, arguments: argparse.Namespace) -> Iterator[Figure]:
    """One round; raises NotStarted where the other process fails."""
    command = [
        *(sys.executable, "-m", "bench.post", "--deliveries", str(arguments.deliveries)),
        *("--engines", *arguments.engines),
        *("--workers", *map(str, arguments.workers)),
    ]
    env = environment(
        DJANGO_SETTINGS_MODULE="config.settings",
        DATABASE_URL=url,
        EVENTS_BROKER_URL=os.environ.get("BENCH_BROKER_URL") or _BROKER,
        PLUGIN_APPS="bench.post",
        SECRET_KEY="for-the-benchmark-only-0123456789-abcdefghijklmnopqrstuvwxyz",  # noqa: S106
        HTTPS="false",
        PAYMENT_GATEWAY="orders.gateway.TestGateway",
        CACHE_URL=f"file://{kept}/cache",
        EMAIL_URL=f"file://{kept}/mail",
    )
    done = subprocess.run(  # noqa: S603  as in bench.servers
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True
    )
    if done.returncode:
        raise NotStarted("Deliveries could not be measured.")
    for line in done.stdout.splitlines():
        yield Figure(**json.loads(line))


@contextmanager
def _postgresql() -> Iterator[str]:
    with database(os.environ.get("BENCH_DATABASE_URL") or _SERVER, "deliveries") as url:
        yield url


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/deliveries.sqlite3"


_DATABASES = {"postgresql": _postgresql, "sqlite": _sqlite}

if __name__ == "__main__":
    sys.exit(main())
