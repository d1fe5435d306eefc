"""Databases of the benchmark's own: made before it, dropped after it, no other is touched."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import LiteralString
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

PREFIX = "signal_shop_bench"
SERVER = os.environ.get("BENCH_DATABASE_URL") or "postgres://postgres@127.0.0.1:5432/postgres"
_LOCK = 5_310_042  # any number that no other program would lock


class Busy(Exception):
    """Another benchmark is running on this server; both would measure each other."""


@contextmanager
def database(server: str, name: str, *, keep: bool = False) -> Iterator[str]:
    """The URL of an empty database; `server` is the URL of one that exists there.

    With `keep` the database is not dropped, and one that is there already is used as it is.
    Raises Busy, and psycopg.OperationalError where the server does not answer.
    """
    own = f"{PREFIX}_{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        _lock(connection, own)
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(own))
        exists = connection.execute("SELECT FROM pg_database WHERE datname = %s", (own,)).fetchone()
        if not (keep and exists):
            connection.execute(drop)
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(own)))
        try:
            yield urlsplit(server)._replace(path=f"/{own}").geturl()
        finally:
            if not keep:
                connection.execute(drop)


@contextmanager
def sqlite() -> Iterator[str]:
    """Provide the URL of an empty SQLite database in a folder of its own."""
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


def _lock(connection: psycopg.Connection, own: str) -> None:
    """Held until the connection ends."""
    got = connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCK, own))
    if got.fetchone() != (True,):
        raise Busy(f"Another benchmark is using the database {own}: wait for its end.")


def tidy(url: str) -> None:
    """Bring tables and statistics into the state that the database will keep them in."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def numbers(url: str, query: LiteralString) -> tuple[int, ...]:
    """The one row of numbers that a query answers."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return tuple(row or ())
