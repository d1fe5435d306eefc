"""`python -m bench.price`: what signals cost, against calling the functions."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from bench.databases import SERVER, Busy, database, sqlite
from bench.price.report import Report
from bench.servers import ROOT, NotStarted, shop_environment

_DATABASES = {"PostgreSQL": lambda: database(SERVER, "price"), "SQLite": sqlite}


def main() -> int:
    """Return 0, or 2 if nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.price", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--orders", type=int, default=40, help="in each round, a multiple of 20")
    parser.add_argument("--databases", nargs="+", choices=_DATABASES, default=list(_DATABASES))
    arguments = parser.parse_args()
    try:
        for name in arguments.databases:
            with _DATABASES[name]() as url, TemporaryDirectory() as folder:
                lines = list(_measured(url, folder, arguments.rounds, arguments.orders))
            sys.stdout.writelines(f"{line}\n" for line in Report(name, lines).lines())
            sys.stdout.flush()
    except (Busy, NotStarted, psycopg.OperationalError) as problem:
        sys.stderr.write(f"This run counts for nothing. {problem}\n")
        return 2
    return 0


def _measured(url: str, folder: str, rounds: int, orders: int) -> Iterator[dict[str, Any]]:
    """Yield the figures of one database. Raise NotStarted if the process fails."""
    env = shop_environment(
        url,
        folder,
        PLUGIN_APPS="examples.twin,bench.price",
        PAYMENT_GATEWAY="bench.price.gateway.MemoryGateway",
    )
    log = Path(folder, "log")
    with log.open("w") as errors:
        done = subprocess.run(
            [sys.executable, "-m", "bench.price.measuring", str(rounds), str(orders)],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    if done.returncode:
        raise NotStarted(log.read_text()[-3000:])
    yield from map(json.loads, done.stdout.splitlines())


if __name__ == "__main__":
    sys.exit(main())
