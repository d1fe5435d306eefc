"""The pool of connections to PostgreSQL, and what it does when the database was restarted."""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(connection: Connection[Any]) -> None:
    """See that a connection that is about to be used is alive; raises OperationalError if not.

    Where one is dead, the others are, as a rule: all are replaced at once. The pool by itself
    would find them one after the other and wait before each, for 1, 2, 4, 8 … seconds: with four
    of them longer than a request waits.
    """
    try:
        ConnectionPool.check_connection(connection)
    except Exception:
        _pool().drain()
        raise


def _pool() -> "ConnectionPool[Connection[Any]]":
    from django.db import connection  # settings are being read when this module is

    pool: ConnectionPool[Connection[Any]] = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's has one
    return pool


# For each process: its threads and one to spare; a request waits 10 seconds for one at most.
POOL: dict[str, Any] = {"min_size": 1, "max_size": 8, "timeout": 10, "check": check}
