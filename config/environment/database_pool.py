"""The pool of connections to PostgreSQL, and what it does when the database was restarted."""

from select import POLLIN, poll
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool


def check(connection: Connection[Any]) -> None:
    """Let a connection be used unless its end has arrived; raises OperationalError if it has.

    Without it, a database that was restarted would cost one failed request for every connection
    of the pool. Where one is dead, the others are, as a rule: all are replaced at once. The pool
    by itself would find them one after the other and wait before each, for 1, 2, 4, 8 … seconds:
    with four of them longer than a request waits.
    """
    try:
        if not _is_silent(connection):
            ConnectionPool.check_connection(connection)
    except Exception:
        _pool().drain()
        raise


def _is_silent(connection: Connection[Any]) -> bool:
    """Whether nothing has come that nobody asked for, such as the end of the connection.

    A server that stops or is restarted says so to everybody. A host that vanishes says nothing,
    and costs the request that finds out; asking instead costs each request a round trip.
    """
    arrived = poll()
    arrived.register(connection.fileno(), POLLIN)
    return not arrived.poll(0)


def _pool() -> "ConnectionPool[Connection[Any]]":
    from django.db import connection  # settings are being read when this module is

    pool: ConnectionPool[Connection[Any]] = connection.pool  # type: ignore[attr-defined]  # PostgreSQL's has one
    return pool


# For each process: its threads and one to spare; a request waits 10 seconds for one at most.
POOL: dict[str, Any] = {"min_size": 1, "max_size": 8, "timeout": 10, "check": check}
