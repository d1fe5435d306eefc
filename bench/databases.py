"""Databases of the benchmark: created before it and dropped after it."""

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
_LOCK = 5_310_042  # an arbitrary number that other programs do not lock


class Busy(Exception):
    """Another benchmark is running on this server; both would measure each other."""


@contextmanager
def database(server: str, name: str, *, keep: bool = False) -> Iterator[str]:
    """Provide the URL of an empty database; `server` is the URL of an existing one.

    With `keep` the database is not dropped, and one that is there already is used as it is.
    Raise Busy, and psycopg.OperationalError if the server does not answer.
    """
    own = f"{PREFIX}_{name}"
    with psycopg.connect(server, autocommit=True) as connection:
        _lock(connection, own)
        drop = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(own))
        exists = connection.execute("SELECT FROM pg_database WHERE datname = %s", (own,)).fetchone()
        if not keep or exists is None:
            connection.execute(drop)
            connection.execute(SQL("CREATE DATABASE {}").format(Identifier(own)))
        try:
            yield urlsplit(server)._replace(path=f"/{own}").geturl()
        finally:
            if not keep:
                connection.execute(drop)


@contextmanager
def sqlite() -> Iterator[str]:
    """Provide the URL of an empty SQLite database in a temporary directory."""
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite3"


def _lock(connection: psycopg.Connection, own: str) -> None:
    """Take a lock that is released when the connection closes. Raise Busy."""
    got = connection.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", (_LOCK, own))
    if got.fetchone() != (True,):
        raise Busy(f"Another benchmark is using the database {own}: wait for its end.")


def tidy(url: str) -> None:
    """Vacuum and analyse the tables, as autovacuum would."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def numbers(url: str, query: LiteralString) -> tuple[int, ...]:
    """Return the row of numbers that a query selects."""
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return tuple(row or ())
